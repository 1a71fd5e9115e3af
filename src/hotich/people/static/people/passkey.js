// Says in the page what the library would only write to the console: the passkey did not come.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-failed").hidden = false;
});
