// Analytics of others, where the network has chosen one: loaded only after the reader's yes.
function load(source) {
  document.head.append(Object.assign(document.createElement("script"), { src: source, async: true }));
}

export function count({ analytics, address, site }) {
  if (analytics == "matomo") {
    window._paq = [["disableCookies"], ["setTrackerUrl", `${address}matomo.php`], ["setSiteId", site], ["trackPageView"]];
    load(`${address}matomo.js`);
  } else {
    window.dataLayer = [];
    const tell = function () { window.dataLayer.push(arguments) };
    tell("js", new Date());
    // The cookies are this host's alone, so that a later no can take them away.
    tell("config", site, { cookie_domain: "none" });
    load(address);
  }
}
