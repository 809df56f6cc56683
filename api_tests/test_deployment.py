"""What stands in deploy/: read by the schemas of Kubernetes and by the rules that we set ourselves."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from api_tests.nginx import program
from service.server import KEEP_ALIVE_SECONDS
from service.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
BASE = DEPLOY / "kubernetes"
KUBERNETES = "1.37"
IMAGE_USER = 10001


def manifests() -> list[dict[str, Any]]:
    """Every object that the base makes, in the order of its list."""
    listed = yaml.safe_load((BASE / "kustomization.yaml").read_text("utf-8"))["resources"]
    return [one for name in listed for one in yaml.safe_load_all((BASE / name).read_text("utf-8"))]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def of_kind(kind: str) -> dict[str, Any]:
    (found,) = [one for one in manifests() if one["kind"] == kind]
    return found


def settings_named(texts: Iterator[str]) -> set[str]:
    return {name for text in texts for name in re.findall(r"\bCHUCHU_[A-Z0-9_]+", text)}


def known_settings() -> set[str]:
    """Every setting by the name that the environment gives it, groups and all."""
    names = set()
    for name, field in Settings.model_fields.items():
        names.add(f"CHUCHU_{name.upper()}")
        inner = getattr(field.annotation, "model_fields", {})
        names |= {f"CHUCHU_{name.upper()}__{part.upper()}" for part in inner}
    return names


def test_the_base_lists_all_its_files() -> None:
    """No manifest lies there that is never applied."""
    listed = yaml.safe_load((BASE / "kustomization.yaml").read_text("utf-8"))["resources"]

    assert sorted(listed) == sorted(
        path.name for path in BASE.glob("*.yaml") if path.name != "kustomization.yaml"
    )


@pytest.mark.parametrize("manifest", manifests(), ids=lambda one: f"{one['kind']}-{one['metadata']['name']}")
def test_each_manifest_is_what_kubernetes_takes(manifest: dict[str, Any]) -> None:
    """By the published schema of that version, no unknown field among them."""
    kubernetes_validate.validate(manifest, KUBERNETES, strict=True)


def test_a_wrong_manifest_would_be_seen() -> None:
    """The schema finds a field that is spelt wrongly."""
    wrong = of_kind("StatefulSet")
    wrong["spec"]["replica"] = 2

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, KUBERNETES, strict=True)


def test_pods_run_without_root_and_within_limits() -> None:
    """Another user, a root file system nobody can write, no privileges, limits, three probes, no account token."""
    pod = of_kind("StatefulSet")["spec"]["template"]["spec"]
    (container,) = pod["containers"]

    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (True, IMAGE_USER)
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(container["resources"]["limits"]) == {"cpu", "memory"}
    probes = {name: container[name]["httpGet"]["path"] for name in container if name.endswith("Probe")}
    assert probes == {"startupProbe": "/readyz", "readinessProbe": "/readyz", "livenessProbe": "/healthz"}
    assert pod["automountServiceAccountToken"] is False
    assert f"useradd --create-home --uid {IMAGE_USER} " in (ROOT / "Dockerfile").read_text("utf-8")


def test_what_a_pod_mounts_is_there() -> None:
    """Every mount has its volume, every claim is made; the folders that the settings name are mounted."""
    stateful = of_kind("StatefulSet")["spec"]
    pod = stateful["template"]["spec"]
    (container,) = pod["containers"]
    volumes = {one["name"] for one in pod["volumes"]} | {
        one["metadata"]["name"] for one in stateful["volumeClaimTemplates"]
    }
    mounted = {one["mountPath"]: one["name"] for one in container["volumeMounts"]}
    data = of_kind("ConfigMap")["data"]

    assert set(mounted.values()) == volumes
    assert {data["CHUCHU_DATA"], data["CHUCHU_SHARED"], "/tmp"} == set(mounted)
    claims = {
        one["persistentVolumeClaim"]["claimName"] for one in pod["volumes"] if "persistentVolumeClaim" in one
    }
    assert claims == {of_kind("PersistentVolumeClaim")["metadata"]["name"]}


def test_no_secret_stands_in_a_file() -> None:
    """URLs with passwords and tokens come from secrets, whose files are not kept in the repository."""
    texts = [path.read_text("utf-8") for path in sorted(DEPLOY.rglob("*")) if path.is_file()]

    assert [text for text in texts if re.search(r"://[^\s/:@]+:[^\s%@]+@", text)] == []
    assert not any(one["kind"] == "Secret" for one in manifests())
    assert set(of_kind("ConfigMap")["data"]) & {"CHUCHU_DATABASE_URL", "CHUCHU_VECTORS__TOKEN"} == set()
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    secrets = compose()["secrets"]
    assert {one["file"].rpartition("/")[0] for one in secrets.values()} == {"./secrets"}


def test_settings_in_deploy_exist() -> None:
    """Every CHUCHU_… of the files is a setting, so that none is misspelt."""
    environment = [str(one.get("environment", "")) for one in compose()["services"].values()]
    texts = [*environment, str(of_kind("ConfigMap")["data"])]
    own = {"CHUCHU_NAME", "CHUCHU_ALLOW_OPEN", "CHUCHU_PORT"}  # of compose.yaml itself

    assert settings_named(iter(texts)) - own - known_settings() == set()


def test_compose_starts_two_services_alike() -> None:
    """Two services that differ in their data folder alone, on one PostgreSQL and one Milvus, all of it limited."""
    services = compose()["services"]
    ours = [dict(services[name]) for name in ("service-1", "service-2")]
    for one in ours:
        one.pop("build", None)
        one["volumes"] = [volume for volume in one["volumes"] if not volume.endswith(":/data")]

    assert set(services) == {"service-1", "service-2", "nginx", "postgres", "milvus"}
    assert ours[0] == ours[1]
    assert (ours[0]["read_only"], ours[0]["user"], ours[0]["cap_drop"]) == (
        True,
        f"{IMAGE_USER}:{IMAGE_USER}",
        ["ALL"],
    )
    assert all("memory" in one["deploy"]["resources"]["limits"] for one in services.values())
    assert all("healthcheck" in services[name] for name in ("service-1", "service-2", "postgres", "milvus"))
    assert [name for name, one in services.items() if "ports" in one] == ["nginx"]


def test_compose_names_what_is_there() -> None:
    """Volumes and secrets that services name are declared, and files that they mount lie there."""
    whole = compose()
    for one in whole["services"].values():
        for volume in one.get("volumes", []):
            source = volume.split(":")[0]
            assert (DEPLOY / source).is_file() if source.startswith("./") else source in whole["volumes"]
        assert set(one.get("secrets", [])) <= set(whole["secrets"])
        assert set(one.get("depends_on", [])) <= set(whole["services"])


def test_nginx_of_compose_is_that_of_the_test() -> None:
    """But for the names of its servers, it is the file that a test runs under load."""

    def plain(name: str) -> list[str]:
        lines = (DEPLOY / "nginx" / name).read_text("utf-8").splitlines()
        return [one for one in lines if not one.startswith("#") and not one.strip().startswith("server ")]

    assert plain("compose-replicas.conf") == plain("replicas.conf")


@pytest.mark.parametrize("name", ["sign-in.conf", "replicas.conf", "compose-replicas.conf"])
def test_nginx_drops_idle_connections_first(name: str) -> None:
    """A request sent as the service closes its idle connection would be lost: nginx lets go of it seconds before."""
    text = (DEPLOY / "nginx" / name).read_text("utf-8")
    kept = [int(one) for one in re.findall(r"^ +keepalive_timeout (\d+)s;", text, re.MULTILINE)]

    assert [KEEP_ALIVE_SECONDS - 3] == kept


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    """`nginx -t` accepts what compose mounts, as compose mounts it, without root's folders."""
    main = (DEPLOY / "nginx" / "compose-main.conf").read_text("utf-8")
    replicas = (DEPLOY / "nginx" / "compose-replicas.conf").read_text("utf-8")
    here = main.replace("/run/nginx/", f"{tmp_path}/").replace("/etc/nginx/chuchu/", f"{tmp_path}/")
    (tmp_path / "replicas.conf").write_text(re.sub(r"service-\d:8000", "127.0.0.1:8000", replicas), "utf-8")
    (tmp_path / "nginx.conf").write_text(here, "utf-8")
    done = subprocess.run(
        [program(), "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, "test is successful" in done.stderr) == (0, True), done.stderr
