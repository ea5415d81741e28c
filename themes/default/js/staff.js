// Entry of the back office: each module looks for its own hooks and does nothing when they are absent.
import "./menu.js";
import "./theme-switch.js";
import "./toast.js";
import { search } from "./search.js";
import { shortcuts } from "./shortcuts.js";
import { sendLinks } from "./send-link.js";
import { sheets } from "./sheet.js";
import { tables } from "./table.js";
import { uploads } from "./upload.js";
import { undoForms } from "./undo.js";
import { peek } from "./peek.js";
import { brandPreview } from "./brand-preview.js";
import { staffForms } from "./staff-forms.js";
import { clearServerToast } from "./notice.js";

if (document.querySelector("[data-passkey]")) import("./passkeys.js").catch(console.error);
if (document.getElementById("viewer")) import("./gallery.js").catch(console.error);

for (const enhance of [staffForms, search, shortcuts, sheets, sendLinks, tables, peek, uploads, undoForms, brandPreview, clearServerToast]) {
  // One broken enhancement must not take the others with it: every page works without any of them.
  try {
    enhance(document);
  } catch (error) {
    console.error(error);
  }
}
