// Photos go up one by one, each with its own progress, so that one bad file or one lost connection costs one photo.
import { announce } from "./notice.js";
import { thumbnail } from "./thumbnail.js";

export function uploads(root) {
  for (const form of root.querySelectorAll("[data-upload]")) new Upload(form);
}

class Upload {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.list = form.querySelector("[data-upload-list]");
    this.model = form.querySelector("template[data-upload-row]");
    this.words = form.dataset;
    this.limit = Number(this.words.limitMb) * 1024 * 1024;
    this.most = Number(this.words.count);
    this.queue = [];
    this.busy = false;
    this.done = 0;
    form.addEventListener("submit", (event) => {
      // Without chosen files the browser's own "required" message is the better answer.
      if (!this.input.files.length) return;
      event.preventDefault();
      this.take(this.input.files);
    });
    this.input.addEventListener("change", () => this.take(this.input.files));
    this.drop();
    addEventListener("beforeunload", (event) => { if (this.busy) event.preventDefault(); });
  }

  drop() {
    const zone = this.form.querySelector("[data-drop]");
    let depth = 0;
    const files = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    // A photo dropped beside the zone would otherwise replace the page.
    for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => files(event) && event.preventDefault());
    document.addEventListener("dragenter", (event) => { if (files(event) && depth++ === 0) zone.classList.add("is-over"); });
    document.addEventListener("dragleave", (event) => { if (files(event) && --depth <= 0) { depth = 0; zone.classList.remove("is-over"); } });
    document.addEventListener("drop", (event) => {
      depth = 0;
      zone.classList.remove("is-over");
      if (files(event)) this.take(event.dataTransfer.files);
    });
  }

  take(files) {
    const stage = new FormData(this.form).get("stage");
    const accepted = this.input.accept.split(",").map((type) => type.trim());
    [...files].forEach((file, index) => {
      const job = { file, stage, row: this.row(file) };
      if (index >= this.most) return this.fail(job, this.words.tooMany, false);
      if (!accepted.includes(file.type)) return this.fail(job, this.words.wrongType, false);
      if (file.size > this.limit) return this.fail(job, this.words.tooLarge, false);
      this.queue.push(job);
    });
    this.input.value = "";
    void this.work();
  }

  row(file) {
    const row = this.model.content.firstElementChild.cloneNode(true);
    row.querySelector("[data-file-name]").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    this.list.append(row);
    this.list.hidden = false;
    return row;
  }

  state(job, state, text) {
    job.row.dataset.state = state;
    job.row.querySelector("[data-file-state]").textContent = text;
  }

  fail(job, reason, again = true) {
    this.state(job, "failed", reason);
    const button = job.row.querySelector("[data-file-retry]");
    const close = job.row.querySelector("[data-file-dismiss]");
    button.hidden = !again;
    close.hidden = false;
    button.onclick = () => {
      button.hidden = close.hidden = true;
      this.queue.push(job);
      void this.work();
    };
    close.onclick = () => { job.row.remove(); this.list.hidden = !this.list.children.length; };
    announce(`${job.file.name}: ${reason}`);
  }

  async work() {
    if (this.busy) return;
    this.busy = true;
    while (this.queue.length) {
      const job = this.queue.shift();
      this.state(job, "sending", this.words.sending);
      await thumbnail(job.file, job.row.querySelector("canvas"));
      try {
        const answer = await this.post(job);
        const problem = answer.errors?.[0];
        if (problem || answer.ok === false) throw new Error(problem?.reason ?? this.words.failed);
        this.done += 1;
        this.state(job, "done", this.words.done);
      } catch (error) {
        this.fail(job, error.message || this.words.failed);
      }
    }
    this.busy = false;
    if (this.done) await this.refresh();
  }

  post(job) {
    return new Promise((resolve, reject) => {
      const body = new FormData();
      body.set("csrf", this.form.elements.csrf.value);
      body.set("stage", job.stage);
      body.set("photos", job.file, job.file.name);
      const request = new XMLHttpRequest(); // fetch cannot tell how much of a body has been sent
      const bar = job.row.querySelector("progress");
      request.open("POST", this.form.action);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.onprogress = (event) => {
        if (!event.lengthComputable) return;
        bar.max = event.total;
        bar.value = event.loaded;
        // All bytes sent is not the end: the server still reads and shrinks the photo.
        if (event.loaded === event.total) this.state(job, "sending", this.words.working);
      };
      request.onload = () => {
        const answer = request.response;
        if (request.status >= 200 && request.status < 300 && answer) resolve(answer);
        else reject(new Error(answer?.errors?.[0]?.reason ?? (request.status === 413 ? this.words.tooLarge : this.words.failed)));
      };
      request.onerror = request.ontimeout = () => reject(new Error(this.words.offline));
      request.send(body);
    });
  }

  // The new photos come with their own forms; the server's page already has them right.
  async refresh() {
    const said = this.words.finished.replace("%", String(this.done));
    this.done = 0;
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin", cache: "no-store" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-photo-grid]");
      const stale = document.querySelector("[data-photo-grid]");
      if (!fresh || !stale) return location.reload();
      stale.replaceWith(document.adoptNode(fresh));
      for (const node of document.querySelectorAll("[data-photo-count]")) {
        node.textContent = page.querySelector("[data-photo-count]")?.textContent ?? node.textContent;
      }
      this.list.querySelectorAll('[data-state="done"]').forEach((row) => row.remove());
      this.list.hidden = !this.list.children.length;
      announce(said);
    } catch {
      announce(said);
    }
  }
}
