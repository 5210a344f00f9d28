"""A page as it is where scripts are off, in a browser that can still be asked about it.

Axe runs as a script. So the page is loaded while the browser runs none; after that the browser may, but none of the
page's own has run, and what the style keeps for those who have scripts stays away.
"""

from playwright.sync_api import Page

_STYLE = """off => {
  for (const sheet of document.styleSheets) for (const rule of sheet.cssRules) {
    const asked = rule.asked ?? (rule instanceof CSSMediaRule ? rule.conditionText : "");
    if (!asked.includes("scripting")) continue;
    rule.asked = asked;
    rule.media.mediaText = !off ? asked : asked.includes("none") ? "all" : "not all";
  }
  for (const each of document.querySelectorAll("span.noscript")) each.remove();
  // No style shows such an element again once scripts may run.
  for (const each of off ? document.querySelectorAll("noscript") : []) {
    const shown = Object.assign(document.createElement("span"), { className: "noscript" });
    shown.append(...each.childNodes);
    each.replaceWith(shown);
  }
}"""
_SCRIPTS = """async () => {
  for (const each of document.querySelectorAll("script[type=module][src]")) await import(each.src);
}"""


def open_without_scripts(page: Page, address: str) -> None:
    """Shows the page as a reader without scripts has it; fails where it is not faithful to that."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.goto(address)
    shown = page.evaluate("document.body.innerText")
    session.send("Emulation.setScriptExecutionDisabled", {"value": False})
    session.detach()
    page.evaluate(_STYLE, True)
    assert page.evaluate("document.body.innerText") == shown, address


def let_scripts_run(page: Page) -> None:
    """What the page's own scripts do, and what the style keeps for them."""
    page.evaluate(_STYLE, False)
    page.evaluate(_SCRIPTS)
