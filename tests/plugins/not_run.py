"""Every test that could not run is counted and named at the end of the report, with its reason."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.getreports("skipped")
    if not skipped:
        return
    terminalreporter.section("not run")
    terminalreporter.line(f"Not run: {len(skipped)} {'test' if len(skipped) == 1 else 'tests'}")
    for report in sorted(skipped, key=lambda report: str(report.nodeid)):
        terminalreporter.line(f"  {report.nodeid}: {_reason(report)}")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr or "").strip()
