// Keeps what is typed as the writer's draft on the server, so that a lost session or a flat battery loses nothing.
// Nothing is stored on the device: a seized phone holds no text.

const EVERY = 5000; // milliseconds between two attempts, at least

// Whoever has signed in again, in another tab, holds a new token: take it over, so that saving works from here.
const renew = async (form) => {
  const answer = await fetch(form.action, { redirect: "error" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("form[data-keep] [name=csrfmiddlewaretoken]");
  if (token) form.elements.namedItem("csrfmiddlewaretoken").value = token.value;
};

for (const form of document.querySelectorAll("form[data-keep]")) {
  const body = form.elements.namedItem("body");
  const status = form.querySelector("output");
  let kept = body.value;
  let timer = 0;
  let sending = false;

  const keep = async () => {
    timer = 0;
    if (sending || body.value === kept) return;
    const attempt = body.value;
    sending = true;
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        redirect: "manual",
        // A page being closed may still send so much; browsers refuse more than 64 KiB.
        keepalive: attempt.length < 15000,
      });
      if (answer.status === 204) {
        kept = attempt;
        status.value = form.dataset.kept;
      } else if (answer.type === "opaqueredirect" || answer.status === 403) {
        status.value = form.dataset.signedOut;
        await renew(form);
      } else if (answer.status === 409) {
        // Adopted, dropped or abandoned meanwhile: trying again is no use, saving shows all that was typed.
        kept = attempt;
        status.value = await answer.text();
      } else {
        status.value = form.dataset.offline;
      }
    } catch {
      if (status.value !== form.dataset.signedOut) status.value = form.dataset.offline;
    } finally {
      sending = false;
      if (body.value !== kept) soon();
    }
  };

  const soon = () => {
    timer ||= setTimeout(keep, EVERY);
  };

  body.addEventListener("input", soon);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void keep();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    kept = body.value;
  });
}
