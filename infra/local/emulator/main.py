"""Runs the emulator, with a Python environment of their own for the Lambda functions.

    python main.py RUNTIME_PYTHON

The emulator starts a function's worker with ``sys.executable``, so this points it at
RUNTIME_PYTHON. Workers inherit the environment; variables that only the emulator
needs are removed after it has read them.
"""

import hashlib
import json
import os
import queue
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

PRIVATE = ("AUTH", "LOG_LEVEL", "MINISTACK_WORKER_THREADS")
"""Variables that the emulator reads while it is imported; functions should not see them."""
END_OF_LOG = "\x00"
LONGEST_LOG_S = 5.0
"""How long to wait for the lines of a function that has answered."""


def main(runtime_python: str) -> None:
    """Serve until killed."""
    sys.executable = runtime_python
    sys.argv = ["ministack"]
    from ministack.app import main as serve  # noqa: PLC0415 - reads the environment when it is imported

    _unpack_once()
    _complete_events()
    _stand_for_tls()
    _accept_metric_math()
    _import_gateway_responses()
    _update_nested_stacks()
    _name_schedule_groups()
    _read_limits_of_queues()
    _mark_the_end_of_logs()

    for name in PRIVATE:
        os.environ.pop(name, None)
    serve()


class UnpackedOnce(zipfile.ZipFile):
    """Code or a layer of functions: unpacked once, and linked into the folder of each worker.

    The layer has 3,000 files. To unpack them takes the emulator half a second, in which it answers nobody; and
    a worker starts anew after each that dies, and for each version that is deployed.
    """

    _folders: ClassVar[dict[bytes, Path]] = {}
    _one_at_a_time = threading.Lock()

    def namelist(self) -> list[str]:
        """None: the emulator looks for paths that lead out of the folder, which ``extractall`` ignores anyway."""
        return []

    def extractall(self, path: Any = None, *_: Any) -> None:
        """Link everything into the folder ``path``."""
        key = hashlib.sha256(Path(str(self.filename)).read_bytes()).digest()
        with self._one_at_a_time:
            if key not in self._folders:
                folder = tempfile.mkdtemp(prefix="unpacked-")
                super().extractall(folder, self.infolist())
                self._folders[key] = Path(folder)
        for entry in self._folders[key].iterdir():
            Path(path, entry.name).symlink_to(entry)


def _unpack_once() -> None:
    """Let all workers of a function share its unpacked code; nothing writes into it, as on AWS."""
    from ministack.core import lambda_runtime  # noqa: PLC0415 - like the emulator itself

    lambda_runtime.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": UnpackedOnce})


def _complete_events() -> None:
    """Put a request's API key and the API's domain into the event as API Gateway does; the emulator leaves them out."""
    from ministack.core.responses import get_region  # noqa: PLC0415 - like the emulator itself
    from ministack.services import apigateway_v1  # noqa: PLC0415 - like the emulator itself

    build = apigateway_v1._build_lambda_event_v1  # noqa: SLF001 - the emulator's version is pinned

    def build_with_key(*request: Any, **options: Any) -> dict[str, Any]:
        event: dict[str, Any] = build(*request, **options)
        api, _, _, resource, _, method, headers, *_ = request
        event["requestContext"]["domainName"] = f"{api}.execute-api.{get_region()}.amazonaws.com"
        if "execute-api" not in event["headers"].get("host", ""):  # the API's address is a path of the emulator's
            event["requestContext"]["path"] = f"/_aws/execute-api/{api}{event['requestContext']['path']}"
            event["headers"].setdefault("x-forwarded-proto", "http")
        key = apigateway_v1._resolve_api_key(apigateway_v1._api_key_from_request(headers))  # noqa: SLF001 - the same
        if key and resource["resourceMethods"].get(method, {}).get("apiKeyRequired"):
            event["requestContext"]["identity"] |= {"apiKeyId": key["id"], "apiKey": key["value"]}
        return event

    apigateway_v1._build_lambda_event_v1 = build_with_key  # noqa: SLF001 - the same


def _stand_for_tls() -> None:
    """Take every request as one over TLS: this is AWS without its network, and policies refuse plain HTTP."""
    from ministack import app  # noqa: PLC0415 - like the emulator itself

    pin = app.pin_request_origin
    app.pin_request_origin = lambda address, _secure: pin(address, secure_transport=True)


def _accept_metric_math() -> None:
    """Take an alarm about several metrics as one about the first; the emulator refuses it, and has no such metrics."""
    from ministack.services.cloudformation import provisioners  # noqa: PLC0415 - like the emulator itself

    put = provisioners._cw_metric_alarm_put  # noqa: SLF001 - the emulator's version is pinned

    def put_first(name: str, properties: dict[str, Any]) -> Any:
        found = [each["MetricStat"] for each in properties.get("Metrics", ()) if "MetricStat" in each]
        kept = {key: value for key, value in properties.items() if key != "Metrics"}
        first = {**found[0]["Metric"], "Period": found[0]["Period"], "Statistic": found[0]["Stat"]} if found else {}
        return put(name, kept | first)

    provisioners._cw_metric_alarm_put = put_first  # noqa: SLF001 - the same


def _import_gateway_responses() -> None:
    """Take over the error answers that an API's definition holds, as API Gateway does; the emulator skips them."""
    from ministack.services import apigateway_v1  # noqa: PLC0415 - like the emulator itself

    build = apigateway_v1._import_rest_api  # noqa: SLF001 - the emulator's version is pinned

    def import_all(definition: dict[str, Any], base: dict[str, Any] | None = None) -> str:
        api: str = build(definition, base)
        for kind, given in definition.get("x-amazon-apigateway-gateway-responses", {}).items():
            apigateway_v1._put_gateway_response(api, kind, given)  # noqa: SLF001 - the same
        return api

    apigateway_v1._import_rest_api = import_all  # noqa: SLF001 - the same


def _update_nested_stacks() -> None:
    """Let a nested stack keep its resources when it is updated, as CloudFormation does.

    The emulator names what it creates after a bucket differently from then on, and so takes an update for another
    name; and it forgets the attributes of what an update leaves alone.
    """
    from ministack.services import cloudformation  # noqa: PLC0415 - like the emulator itself
    from ministack.services.cloudformation import provisioners  # noqa: PLC0415 - the same

    handler = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]  # noqa: SLF001 - the emulator's version is pinned
    create, update, seed = handler["create"], provisioners._update_resource, provisioners._NAME_SEED  # noqa: SLF001 - the same

    def create_bucket(*arguments: Any) -> Any:
        before = seed.get()
        try:
            return create(*arguments)
        finally:
            seed.set(before)

    def update_resource(*arguments: Any) -> Any:
        *_, stack, logical = arguments
        record = cloudformation._stacks.get(stack, {}).get("_resources", {}).get(logical, {})  # noqa: SLF001 - the same
        return update(*arguments, record.get("Attributes"))

    handler["create"] = create_bucket
    provisioners._update_resource = update_resource  # noqa: SLF001 - the same


def _name_schedule_groups() -> None:
    """Let IAM know the group of a schedule that is made; the emulator takes every group for the default one."""
    from ministack.core import iam_actions  # noqa: PLC0415 - like the emulator itself

    extract = iam_actions.extract_resource_arn

    def extract_with_group(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
        found: str = extract(service, method, path, headers, body, *rest)
        if service == "scheduler" and ":schedule/default/" in found:
            group = json.loads(body or b"{}").get("GroupName", "default")
            return found.replace(":schedule/default/", f":schedule/{group}/")
        return found

    iam_actions.extract_resource_arn = extract_with_group


def _read_limits_of_queues() -> None:
    """Take the limit of a queue's mapping as a number, as CloudFormation does; the emulator keeps its text."""
    from ministack.services import lambda_svc  # noqa: PLC0415 - like the emulator itself

    concurrency = lambda_svc._sqs_esm_concurrency  # noqa: SLF001 - the emulator's version is pinned

    def with_number(mapping: dict[str, Any], *rest: Any) -> int:
        scaling = {name: int(value) for name, value in mapping.get("ScalingConfig", {}).items()}
        return int(concurrency({**mapping, "ScalingConfig": scaling}, *rest))

    lambda_svc._sqs_esm_concurrency = with_number  # noqa: SLF001 - the same


def _mark_the_end_of_logs() -> None:
    """Let a function's worker mark where the log of an invocation ends, and read up to the mark.

    The emulator cannot know when it has all lines, and waits for them after each invocation, up to 50 ms.
    """
    from ministack.core import lambda_runtime  # noqa: PLC0415 - like the emulator itself

    answer = "        _real_stdout.flush()\n\nrun()"
    before, found, after = lambda_runtime._PYTHON_WORKER_SCRIPT.rpartition(answer)  # noqa: SLF001 - the emulator's version is pinned
    if not found:
        raise RuntimeError("the emulator's worker has changed: it does not answer where it did")
    mark = f"        sys.stderr.write({END_OF_LOG + chr(10)!r})\n"
    lambda_runtime._PYTHON_WORKER_SCRIPT = before + mark + answer + after  # noqa: SLF001 - the same

    def log_of(worker: Any, **_waits: float) -> str:
        lines, deadline = list[str](), time.monotonic() + LONGEST_LOG_S
        while time.monotonic() < deadline:
            ended = not worker._stderr_thread.is_alive()  # noqa: SLF001 - the same
            try:
                line = worker._stderr_queue.get(timeout=0 if ended else 0.05)  # noqa: SLF001 - the same
            except queue.Empty:
                if ended:
                    break
                continue
            if line == END_OF_LOG:
                break
            lines.append(line)
        return "\n".join(lines)

    lambda_runtime.Worker._drain_stderr_bounded = log_of  # noqa: SLF001 - the same


if __name__ == "__main__":
    main(sys.argv[1])
