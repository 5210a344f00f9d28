// The box above a list of languages ticks them all.
const all = document.querySelector('[name="select_all"]');
all?.addEventListener("change", () => {
  for (const language of document.querySelectorAll('[name="locales"]')) language.checked = all.checked;
});
