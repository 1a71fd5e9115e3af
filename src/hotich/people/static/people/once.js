// A form that is sent once: a second click would throw away the answer that shows the passwords.
for (const form of document.querySelectorAll("form[data-once]")) {
  const button = form.querySelector("button");
  form.addEventListener("submit", () => (button.disabled = true));
  window.addEventListener("pageshow", () => (button.disabled = false));
}
