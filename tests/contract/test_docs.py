"""The docs are true: their links, paths, commands, routes, alarms and outputs exist, and their examples run."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from functions.query.schemas.brand_settings import BrandInput
from functions.query.schemas.oncall import oncall_from_input, oncall_view
from infra.cli.app import COMMANDS, imported
from infra.pictures import architecture
from shared.domain.moments.moment import Kind
from tests.contract.conftest import ROOT, template

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
FORESHOCK = [sys.executable, "-c", "from infra.cli.main import run; run()"]
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=NAMES)


def shell_lines(page: Path) -> Iterator[str]:
    """The commands of all ``sh`` blocks of a page, continued lines joined, comments dropped."""
    for block in re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        for line in re.sub(r"\\\n\s*", "", block).splitlines():
            yield re.sub(r"\s+#\s.*$", "", line)


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@EVERY_PAGE
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
        link = target[0] or target[1]
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), link
        assert not anchor or anchor in {name.strip("-") for name in anchors(file)} | anchors(file), link


@EVERY_PAGE
def test_every_path_exists(page: Path) -> None:
    paths = re.findall(r"`((?:functions|shared|infra|tests|docs|tools)/[\w./-]+)`", page.read_text("utf-8"))
    assert [path for path in paths if not (ROOT / path).exists()] == []


@EVERY_PAGE
def test_every_foreshock_command_and_option_exists(page: Path) -> None:
    lines = [*shell_lines(page), *re.findall(r"`(foreshock [^`]+)`", page.read_text("utf-8"))]
    for line in lines:
        for call in re.findall(r"(?:^|[|;&] ?)(foreshock .+?)(?= [|<>] |$)", line):
            words = shlex.split(call.replace("…", ""))
            if words[1:] in (["--help"], ["--version"]):
                continue
            assert words[1] in COMMANDS, call
            asked = {word.partition("=")[0] for word in words[2:] if word.startswith("-") and len(word) > 1}
            assert asked <= _options(words[1]), call


def _options(name: str) -> set[str]:
    return {"--help"} | {
        option for parameter in imported(name).params for option in (*parameter.opts, *parameter.secondary_opts)
    }


@EVERY_PAGE
def test_every_make_target_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for line in [*shell_lines(page), *re.findall(r"`(make [a-z -]+)`", page.read_text("utf-8"))]:
        if line.startswith("make "):
            assert set(line.split()[1:]) <= targets, line


@EVERY_PAGE
def test_every_route_and_stack_output_exists(page: Path) -> None:
    routes = json.loads((ROOT / "infra" / "openapi.json").read_text("utf-8"))["paths"]
    patterns = [re.compile(re.sub(r"\{[^}]+\}", "[^/?]+", route)) for route in routes]
    outputs = set(template("template.yaml")["Outputs"])
    for line in shell_lines(page):
        for path in re.findall(r"\$API(/[^\"?\s]*)", line):
            assert any(pattern.fullmatch(path) for pattern in patterns), path
        assert set(re.findall(r"\$\(output (\w+)\)", line)) <= outputs, line
    assert set(re.findall(r"output `(\w+)`", page.read_text("utf-8"))) <= outputs


@EVERY_PAGE
def test_every_parameter_in_an_example_is_one_of_its_route(page: Path) -> None:
    routes = json.loads((ROOT / "infra" / "openapi.json").read_text("utf-8"))["paths"]
    for line in shell_lines(page):
        for path, query in re.findall(r"\$API(/[^\"?\s]*)\?([^\"\s]+)", line):
            matching = [route for route in routes if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", route), path)]
            method = next(iter(re.findall(r"-X (\w+)", line)), "get").lower()
            parameters = routes[min(matching, key=lambda route: route.count("{"))][method]["parameters"]
            allowed = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
            assert set(parse_qs(query, strict_parsing=True)) <= allowed, line


def test_the_picture_of_the_architecture_is_drawn_from_the_imports_of_today() -> None:
    assert architecture.FILE.read_text("utf-8") == architecture.draw(ROOT), "run make pictures"


def test_the_runbook_names_every_alarm_and_no_other() -> None:
    resources = template("infra/observability.yaml")["Resources"]
    alarms = {name for name, resource in resources.items() if resource["Type"] == "AWS::CloudWatch::Alarm"}
    named = set(re.findall(r"`(\w+Alarm)`", (ROOT / "docs" / "operations.md").read_text("utf-8")))
    assert named == alarms


def test_the_deployment_page_names_parameters_that_exist() -> None:
    parameters = set(template("template.yaml")["Parameters"])
    table = (ROOT / "docs" / "deploy.md").read_text("utf-8").partition("| parameter |")[2].partition("\n\n")[0]
    named = set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE))
    assert named
    assert named <= parameters


def test_the_on_call_page_names_every_kind_of_moment() -> None:
    table = (ROOT / "docs" / "on-call.md").read_text("utf-8").partition("| kind of moment |")[2]
    first_cells = re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE)
    assert {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)} == {kind.value for kind in Kind}


def run(line: str, given: str | None = None) -> str:
    """What a ``foreshock`` command of the docs prints."""
    words = shlex.split(line)
    assert words[0] == "foreshock"
    done = subprocess.run(
        [*FORESHOCK, *words[1:]], cwd=ROOT, input=given, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_backtest_of_the_docs_prints_what_the_docs_show() -> None:
    """All but the last line, which says how long it took."""
    page = (ROOT / "docs" / "tuning.md").read_text("utf-8")
    line, shown = re.findall(r"```sh\n(foreshock backtest [^\n]+)\n```\n\n```\n(.*?)```", page, re.DOTALL)[0]
    expected, printed = shown.strip().splitlines(), run(line).strip().splitlines()
    assert printed[:-1] == expected[:-1]
    assert printed[-1].startswith(expected[-1].partition(":")[0])


def test_the_sentence_of_the_docs_is_scored() -> None:
    page = ROOT / "docs" / "tuning.md"
    (line,) = [line for line in shell_lines(page) if line.startswith("echo")]
    given, _, command = line.removeprefix("echo ").partition(" | ")
    answer = json.loads(run(command, shlex.split(given)[0]))
    assert answer["intent"] == "complaint" or answer["question"]
    assert "safety" in {found["theme"] for found in answer["themes"]}


def test_the_calibration_of_the_docs_runs() -> None:
    (line,) = [line for line in shell_lines(ROOT / "docs" / "tuning.md") if line.startswith("foreshock calibrate")]
    assert "kettle" in run(line)


def test_the_on_call_policy_of_the_docs_is_one_that_the_api_takes() -> None:
    page = (ROOT / "docs" / "on-call.md").read_text("utf-8")
    (shown,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    given = json.loads(shown)
    taken = BrandInput.model_validate({"name": "Acme", **given})
    assert oncall_view(oncall_from_input(taken.oncall)) == given["oncall"]


def test_each_decision_has_a_number_of_its_own_and_says_it() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert numbers == [f"{number:04}" for number in range(1, len(pages) + 1)]
    assert [page.read_text("utf-8")[:7].rstrip() for page in pages] == [f"# {number}" for number in numbers]
