"""What holds for the package as a whole: it stands alone, also installed, and every fault has its sentence."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from webauthn import verify_registration_response
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import AuthenticatorAttestationResponse, RegistrationCredential

import hamkor_proof
from hamkor.cli.release import build_verifier, find_uv
from hamkor_proof import base64url, verdict_words
from hamkor_proof.faults import Fault
from hamkor_proof.kinds import Kind
from hamkor_proof.page import build
from hamkor_proof.sentences import SENTENCES
from tests.proof.fields import told
from tests.proof.plain import zipped

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "src" / "pyproject.toml").read_text())["project"]
PACKAGE = Path(hamkor_proof.__file__).parent
SOURCES = {path.name: path.read_text() for path in PACKAGE.glob("*.py")}


def test_it_needs_nothing_but_two_libraries():
    imported = set()
    for source in SOURCES.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])

    assert imported - set(sys.stdlib_module_names) == {"hamkor_proof", "cryptography", "rfc8785"}
    assert {Requirement(line).name for line in PROJECT["dependencies"]} == {"cryptography", "rfc8785"}


def test_it_is_written_for_the_oldest_python_that_it_declares():
    (oldest,) = re.findall(r"^>=3\.(\d+)$", PROJECT["requires-python"])
    for path in PACKAGE.rglob("*.py"):
        ast.parse(path.read_text(), str(path), feature_version=(3, int(oldest)))


def test_it_has_the_version_and_the_ranges_of_the_whole_house():
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for line in PROJECT["dependencies"]:
        assert Requirement(line).specifier.contains(distribution(Requirement(line).name).version)

    assert PROJECT["version"] == whole["version"]
    assert PROJECT["license"] == whole["license"]
    for page in ("src/README.md", "docs/release.md"):
        named = re.findall(r"hamkor_proof-([0-9.]+)-py3-none-any\.whl", (ROOT / page).read_text())
        assert set(named) == {PROJECT["version"]}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution, built without a network."""
    folder = tmp_path_factory.mktemp("built")
    build_verifier(ROOT / "src", folder, uv=find_uv()[0])
    return folder


@pytest.fixture(scope="module")
def alone(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel, and beside it what the wheel declares and nothing else."""
    folder = tmp_path_factory.mktemp("alone")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (wheel,) = built.glob("*.whl")
    install = ["pip", "install", "--quiet", "--offline", "--no-config", "--no-deps", "--python", folder / "bin/python"]
    subprocess.run([find_uv()[0], *install, wheel], check=True)
    place = folder / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    (installed,) = place.glob("hamkor_proof-*.dist-info")
    put_dependencies(PathDistribution(installed), place)
    return folder / "bin"


def put_dependencies(of: Distribution, place: Path) -> None:
    """Copies what a distribution declares from where the tests run, with what that declares in turn."""
    for requirement in map(Requirement, of.requires or []):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        needed = distribution(requirement.name)
        for file in needed.files or []:
            if ".." not in file.parts:
                (place / file).parent.mkdir(parents=True, exist_ok=True)
                (place / file).write_bytes(Path(str(file.locate())).read_bytes())
        put_dependencies(needed, place)


def run(*call: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(call, cwd=folder, env=plain, capture_output=True, text=True, check=False)


def test_it_is_built_with_all_that_it_needs_its_licence_and_a_page_of_its_own(built: Path):
    (wheel,) = built.glob("*.whl")
    with ZipFile(wheel) as packed:
        inside = {name: packed.read(name) for name in packed.namelist() if not name.endswith("/")}
    (metadata,) = (body.decode() for name, body in inside.items() if name.endswith(".dist-info/METADATA"))
    (licence,) = (body for name, body in inside.items() if name.endswith("/licenses/LICENSE"))

    modules = {name for name in inside if name.startswith("hamkor_proof/")}
    assert modules == {
        f"hamkor_proof/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name.partition("/")[0] for name in inside} == {
        "hamkor_proof",
        f"hamkor_proof-{PROJECT['version']}.dist-info",
    }
    assert licence == (ROOT / "LICENSE").read_bytes()
    assert metadata.endswith((ROOT / "src" / "README.md").read_text())


def test_the_wheel_is_made_again_from_the_source_distribution(built: Path, tmp_path: Path):
    (wheel,) = built.glob("*.whl")
    subprocess.run(["tar", "-xzf", *built.glob("*.tar.gz"), "-C", tmp_path], check=True)
    (source,) = tmp_path.iterdir()
    build_verifier(source, tmp_path, uv=find_uv()[0])

    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_installed_alone_it_says_what_a_bundle_proves(alone: Path, tmp_path: Path):
    members = told().members()
    text = next(name for name in members if name.startswith("texts/"))
    (tmp_path / "good.zip").write_bytes(zipped(members))
    (tmp_path / "tampered.zip").write_bytes(zipped(members | {text: members[text] + b"!"}))
    (tmp_path / "network.json").write_bytes(told().descriptors[1])

    assert run(alone / "python", "-c", "import django", folder=tmp_path).stderr.endswith("No module named 'django'\n")
    good = run(alone / "hamkor-proof", "verify", "good.zip", "--network", "network.json", folder=tmp_path)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("PROVED. ")
    assert "\nWho stands under it\n" in good.stdout
    tampered = run(alone / "hamkor-proof", "verify", "tampered.zip", "--network", "network.json", folder=tmp_path)
    assert (tampered.returncode, tampered.stderr) == (1, "")
    assert tampered.stdout.startswith("CONTRADICTION. A text is not what its name says: it was changed.\n")


def test_installed_alone_it_has_the_other_commands_and_the_other_verifier(alone: Path, tmp_path: Path):
    said = run(alone / "hamkor-proof", "--help", folder=tmp_path).stdout
    assert said.startswith("usage: hamkor-proof ")
    for command in ("verify", "verify-mirror", "cosign", "delegate", "new-key", "check-statement"):
        assert f"\n    {command} " in said
    key = run(alone / "hamkor-proof", "new-key", "network.example/offline", "secret", folder=tmp_path)
    assert key.stdout.startswith("network.example/offline+")
    page = run(alone / "python", "-m", "hamkor_proof.page", "verify.html", folder=tmp_path)
    assert page.returncode == 0
    assert (tmp_path / "verify.html").read_bytes() == build()


def test_every_code_has_its_sentence_and_every_sentence_its_code():
    families = (
        "json|text|form|statement|event|key|fingerprint|evidence|leaf|descriptor|tree|ledger|cosign|note|bundle|mirror"
        "|copy"
    )
    code = rf'"((?:{families})-[a-z0-9-]+|base64url|verifier-key)"'
    raised = set()
    for name, source in SOURCES.items():
        if name != "sentences.py":
            raised |= set(re.findall(code, source))

    # The kinds of entries, and the codes of verdicts, look like codes of faults.
    assert raised - set(Kind) - set(verdict_words.SENTENCES) == set(SENTENCES)


def test_a_fault_says_its_sentence():
    fault = Fault("statement-needs", act="sign", field="texts")

    assert fault.code == "statement-needs"
    assert fault.details == {"act": "sign", "field": "texts"}
    assert str(fault) == "The act 'sign' needs the field texts."


def test_a_key_in_memory_registers_as_a_passkey_does(authenticator):
    # The library with which the site registers passkeys is the judge.
    made = authenticator.register(b"c" * 32)
    verified = verify_registration_response(
        credential=RegistrationCredential(
            id=base64url.encode(made.credential_id),
            raw_id=made.credential_id,
            response=AuthenticatorAttestationResponse(made.client_data, made.attestation_object),
        ),
        expected_challenge=b"c" * 32,
        expected_rp_id=authenticator.rp_id,
        expected_origin=authenticator.origin,
        require_user_verification=True,
        supported_pub_key_algs=[COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.EDDSA],
    )

    assert verified.credential_public_key == made.public_key == authenticator.public_key
