"""Runs all of Foreshock on one machine, from the unmodified template.

with Stack.start() as stack:
    stack.client("dynamodb").put_item(...)
    stack.drain()
    for message in stack.inbox.messages(): ...
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from infra.local.deployment import deploy, runtime
from infra.local.deployment.deploy import Resource
from infra.local.emulator import server
from infra.local.emulator.clients import Clients, invoke, logs
from infra.local.emulator.fault_proxy import FaultProxy
from infra.local.emulator.inbox import Inbox
from infra.local.emulator.server import Emulator
from infra.local.processes.process import LOCALHOST, free_port
from infra.local.streams.invocation import Faults
from infra.local.streams.poller import Poller
from shared.domain.errors import NotFound

TEMPLATE = runtime.ROOT / "template.yaml"
NAME = "foreshock"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a stack is started.

    ``port`` 0 means a free one. ``auth`` turns on the check of the functions' roles,
    ``faults`` decides which deliveries of stream batches crash, and ``proxy`` puts a
    fault proxy between the functions and AWS.
    """

    template: Path = TEMPLATE
    port: int = 0
    auth: bool = True
    parameters: Mapping[str, str] = field(default_factory=dict)
    faults: Faults | None = None
    proxy: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """The processes of a stack, and the clients of its AWS."""

    emulator: Emulator
    clients: Clients
    proxy: FaultProxy | None


class Stack:
    """A deployed template on its own emulator; the end of the ``with`` block removes everything."""

    def __init__(self, running: Running, poller: Poller, close: Callable[[], None]) -> None:
        clients = running.clients
        self.client, self.endpoint, self.proxy = clients, clients.endpoint, running.proxy
        self._emulator, self._poller, self._close = running.emulator, poller, close
        self._read()
        self.inbox = Inbox(clients, [topic.physical_id for topic in self.of_kind("AWS::SNS::Topic")])

    @classmethod
    def start(cls, settings: Settings | None = None, /, **changes: Any) -> Self:
        """Start everything and return when it is ready; ``changes`` are fields of Settings.

        Raises ForeshockError with the reason if it cannot start; then it leaves nothing behind.
        """
        settings = settings or Settings(**changes)
        with ExitStack() as cleanup:
            running = _emulate(settings, cleanup)
            deploy.deploy(
                running.clients,
                settings.template,
                name=NAME,
                interpreter=runtime.python(),
                parameters=settings.parameters,
            )
            poller = Poller(running.clients, settings.faults)
            cleanup.callback(poller.stop)
            poller.start()
            return cls(running, poller, cleanup.pop_all().close)

    @property
    def alive(self) -> bool:
        """Whether the emulator is still running; it ends only when it is stopped or killed."""
        return self._emulator.process.alive

    def stop(self) -> None:
        """Stop all processes and threads of the stack and remove its files."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @cached_property
    def api_url(self) -> str:
        """The URL of the REST API on this machine, without a slash at the end."""
        api = self.of_kind("AWS::ApiGateway::RestApi")[0].physical_id
        stage = self.of_kind("AWS::ApiGateway::Stage")[0].physical_id
        return f"{self.endpoint}/_aws/execute-api/{api}/{stage}"

    @cached_property
    def api_key(self) -> str:
        """The value of the API key that may do everything, for the header ``x-api-key``."""
        return self.key("ApiApiKey")

    def key(self, logical_id: str) -> str:
        """The value of an API key of the template; raise NotFound if there is none."""
        key = self.physical_id(logical_id)
        return str(self.client("apigateway").get_api_key(apiKey=key, includeValue=True)["value"])

    def of_kind(self, kind: str) -> list[Resource]:
        """Return the deployed resources of a CloudFormation type, including those of nested stacks."""
        return [resource for resource in self.resources if resource.kind == kind]

    def physical_id(self, logical_id: str) -> str:
        """Return the name or ARN of a deployed resource; raise NotFound if there is none."""
        for resource in self.resources:
            if resource.logical_id == logical_id:
                return resource.physical_id
        raise NotFound(f"no resource {logical_id} in the stack", field=logical_id)

    def secret(self, logical_id: str) -> str:
        """Return the value of a secret of the template."""
        value = self.client("secretsmanager").get_secret_value(SecretId=self.physical_id(logical_id))
        return str(value["SecretString"])

    def invoke(self, logical_id: str, event: Any) -> Any:
        """Run a function of the template with ``event`` and return its result.

        Raises ForeshockError with the function's error message if it fails.
        """
        return invoke(self.client, self.physical_id(logical_id), event)

    def update(self, parameters: Mapping[str, str]) -> None:
        """Change parameters of the template, as a later deployment does; raise ForeshockError if that fails."""
        deploy.update(self.client, NAME, parameters)

    def redeploy(self, template: Path) -> None:
        """Put another version of the template and its code over this one; raise ForeshockError if that fails."""
        deploy.redeploy(self.client, template, name=NAME, interpreter=runtime.python())
        self._read()

    def _read(self) -> None:
        self.outputs = deploy.outputs(self.client, NAME)
        self.resources = list(deploy.resources(self.client, NAME))
        for name in ("api_url", "api_key"):
            self.__dict__.pop(name, None)

    def logs(self) -> list[str]:
        """Return the log messages of all functions so far, in the order of time."""
        return logs(self.client)

    def delivered(self) -> dict[str, int]:
        """Return how many stream records each function has handled, by the function's logical id."""
        names = {function.physical_id: function.logical_id for function in self.of_kind("AWS::Lambda::Function")}
        return {names.get(name, name): count for name, count in self._poller.delivered().items()}

    def drain(self, timeout_s: float = 60) -> None:
        """Return when all streams are read to their ends and no invocation is running.

        Raises ForeshockError with the names of the busy streams after ``timeout_s`` seconds.
        """
        self._poller.drain(timeout_s)

    def split_shards(self, logical_id: str) -> int:
        """Split every stream shard that a function reads in two; how many there were."""
        return self._poller.split(self.physical_id(logical_id))

    def schedules(self, *, enabled: bool) -> None:
        """Turn every schedule of the template on or off."""
        scheduler = self.client("scheduler")
        for schedule in self.of_kind("AWS::Scheduler::Schedule"):
            current = scheduler.get_schedule(Name=schedule.physical_id.rpartition("/")[2])
            kept = ("Name", "GroupName", "ScheduleExpression", "FlexibleTimeWindow", "Target", "Description")
            arguments = {name: current[name] for name in kept if current.get(name)}
            scheduler.update_schedule(**arguments, State="ENABLED" if enabled else "DISABLED")


def _emulate(settings: Settings, cleanup: ExitStack) -> Running:
    port = settings.port or free_port()
    proxy = None
    if settings.proxy:
        proxy = FaultProxy.start(f"http://{LOCALHOST}:{port}")
        cleanup.callback(proxy.stop)
    running = server.start(runtime.python(), port=port, auth=settings.auth, function_proxy=proxy.url if proxy else "")
    cleanup.callback(running.stop)
    server.wait(running)
    return Running(running, Clients(running.endpoint), proxy)
