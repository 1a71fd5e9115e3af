// How a person leaves this machine: with everything sent, or with rows left behind for next time.

import { lock, wipe } from "./store.js";
import { removeWorker } from "./worker.js";

/**
 * Send what is unsent, give the leases back and wipe everything of this person here.
 * @param {import("./desk.js").Desk} desk
 * @param {boolean} force even what could not be sent
 * @returns {Promise<boolean>} false: rows are left that were not sent; nothing is wiped
 */
export async function leave(desk, force) {
  if (!(await desk.outbox.drain()) && !force) return false;
  await giveAllBack(desk);
  await wipe(desk.user, desk.store);
  await removeWorker();
  return true;
}

/** Leave the rows that could not be sent until this person signs in here again; wipe the rest. */
export async function leaveUnsent(desk) {
  await giveAllBack(desk);
  await desk.store.empty(["images", "parts", "meta"]);
  desk.store.close();
  await lock();
  await removeWorker();
}

async function giveAllBack(desk) {
  desk.tab.close();
  for (const lease of desk.hand.leases.filter((one) => !one.practice)) {
    await desk.network.ask(`leases/${lease.id}/return/`, {});
  }
}
