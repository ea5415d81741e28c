import "./menu.js";
import "./toast.js";
import "./theme-switch.js";
import "./small.js";
import { sendOnce } from "./once.js";

sendOnce(document);

// Only where the page has them: most pages need neither.
if (document.getElementById("viewer")) import("./gallery.js");
if (document.querySelector("[data-compare]")) import("./compare.js");
if (document.querySelector("form[data-code], form[data-again]")) import("./entry.js");
if (document.querySelector("[data-passkey]")) import("./passkeys.js");
