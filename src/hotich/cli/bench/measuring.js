// Measures a page from inside: put in before its own scripts, so that every listener is seen.
(() => {
  const HANDLERS = ["keydown", "input", "focusin", "focusout"];
  const times = { keydown: [], input: [], native: [] };
  let depth = 0;
  let focusing = null; // the call of focus() that runs: what is not ours in it is the browser's
  let native = 0;
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (!HANDLERS.includes(type) || typeof listener !== "function") return add.call(this, type, listener, options);
    const timed = function (event) {
      const [began, before] = [performance.now(), native];
      depth += 1;
      try {
        return listener.call(this, event);
      } finally {
        depth -= 1;
        const all = performance.now() - began;
        if (focusing) focusing.ours += all;
        else if (!depth && times[event.type]) spent(event, all - (native - before), native - before);
      }
    };
    return add.call(this, type, timed, options);
  };
  const focus = HTMLElement.prototype.focus;
  HTMLElement.prototype.focus = function (...how) {
    const began = performance.now();
    focusing = { ours: 0 };
    focus.apply(this, how);
    native += performance.now() - began - focusing.ours;
    focusing = null;
  };
  let last = null;
  function spent(event, ms, browser) {
    if (last?.event !== event) {
      times[event.type].push((last = { event, ms: 0 }));
      if (browser) times.native.push({ ms: browser });
    }
    last.ms += ms;
  }

  /** Resolve after what was done is painted: the task that follows the next frame. */
  const painted = () =>
    new Promise((done) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now());
        channel.port2.postMessage(0);
      });
    });

  const kept = { echo: [], jump: [], save: [] };
  let what = "";
  let saved = null; // when the key was pressed that will bring the next entry
  add.call(window, "keydown", (event) => {
    if (!what) return;
    const mine = what;
    const began = event.timeStamp;
    if (mine === "echo") add.call(window, "input", () => painted().then((at) => kept.echo.push(at - began)), { once: true, capture: true });
    else if (mine === "jump") changed(mine).then(painted).then((at) => kept.jump.push(at - began));
    else if (saved) saved.began = began; // the press before showed a message
    else {
      const mark = (saved = { began });
      changed(mine).then(() => (saved = null)).then(painted).then((at) => kept.save.push(at - mark.began));
    }
  }, true);

  /** Resolve when the picture has moved (jump) or another entry stands there (save). */
  function changed(mine) {
    const node = document.querySelector(mine === "jump" ? "#view" : "#heading");
    return new Promise((done) => {
      const seen = new MutationObserver(() => (seen.disconnect(), done()));
      seen.observe(node, { subtree: true, attributes: true, childList: true, characterData: true });
    });
  }

  window.measuring = {
    kept,
    handlers: () => Object.fromEntries(Object.entries(times).map(([type, all]) => [type, all.map(({ ms }) => ms)])),
    forget: () => Object.values(times).forEach((all) => (all.length = 0)),
    start: (name) => (what = name),
    stop: () => (what = ""),
  };
})();
