// The button that prints: hidden where there is no script, for Ctrl P does the same.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
