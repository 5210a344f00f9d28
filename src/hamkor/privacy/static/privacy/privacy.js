// Keeps the reader's answer about analytics, and after a yes counts the visit. Before an answer it stores and asks nothing.
const place = document.querySelector("[data-analytics]");
const opposed = navigator.globalPrivacyControl;
const answered = () => opposed ? "no" : /(?:^|; )hamkor_analytics=(yes|no)/.exec(document.cookie)?.[1];

function keep(name, value, age) {
  document.cookie = `${name}=${value}; path=/; max-age=${age}; samesite=lax${location.protocol == "https:" ? "; secure" : ""}`;
}

function show() {
  const answer = answered();
  if (place.id == "consent") place.hidden = answer;
  for (const each of document.querySelectorAll("[data-when]")) each.hidden = each.dataset.when != (opposed ? "opposed" : answer || "open");
}

async function count() {
  if (place.dataset.module) return (await import(place.dataset.module)).count(place.dataset);
  const today = new Date().toISOString().slice(0, 10);
  const first = +(localStorage.hamkor_day != today);
  localStorage.hamkor_day = today;
  fetch("/privacy/visit/", { method: "POST", credentials: "omit", keepalive: true, body: new URLSearchParams({ address: location.pathname, first }) });
}

addEventListener("click", ({ target }) => {
  const answer = target.dataset.answer;
  if (!answer) return;
  keep("hamkor_analytics", answer, 15811200);
  if (answer == "no") {
    localStorage.removeItem("hamkor_day");
    for (const [name] of document.cookie.matchAll(/\b(_ga|_pk_)[^=]*/g)) keep(name, "", 0);
  }
  show();
  if (place.hidden) document.getElementById("main").focus({ preventScroll: true });
  // Another's script is let in by the next page, whose policy knows of the yes.
  if (answer == "yes" && !place.dataset.module) count();
});

show();
if (answered() == "yes") count();
