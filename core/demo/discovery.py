"""Checks each YouTube request against the discovery document that google-api-python-client ships.

The document says which paths, parameters and body fields exist; what they mean is the service's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from core.demo.refusals import bad_request, refusal
from core.demo.wire import MalformedBody

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.demo.wire import Call, JsonObject, Reply

_INTEGER = re.compile(r"[+-]?\d+")


class _Parameter(msgspec.Struct, frozen=True):
    type: str
    required: bool = False
    repeated: bool = False
    minimum: str | None = None
    maximum: str | None = None
    enum: tuple[str, ...] = ()


class _Reference(msgspec.Struct, frozen=True):
    ref: str | None = msgspec.field(default=None, name="$ref")


class _Method(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    path: str
    http_method: str
    parameters: dict[str, _Parameter] = {}
    request: _Reference | None = None


class _Resource(msgspec.Struct, frozen=True):
    methods: dict[str, _Method] = {}


class _Field(msgspec.Struct, frozen=True, rename="camel"):
    type: str | None = None
    ref: str | None = msgspec.field(default=None, name="$ref")
    enum: tuple[str, ...] = ()
    items: _Reference | None = None


class _Schema(msgspec.Struct, frozen=True):
    properties: dict[str, _Field] = {}


class _Document(msgspec.Struct, frozen=True):
    resources: dict[str, _Resource]
    schemas: dict[str, _Schema]
    parameters: dict[str, _Parameter]


@dataclass(frozen=True, slots=True)
class Discovery:
    """The methods of YouTube's Data API v3, and what a request to each may hold."""

    methods: Mapping[tuple[str, str], _Method]
    schemas: Mapping[str, _Schema]
    common: Mapping[str, _Parameter]

    @classmethod
    @cache
    def shipped(cls) -> Discovery:
        """The document inside the installed client library, read once a process."""
        folder = resources.files("googleapiclient.discovery_cache.documents")
        document = msgspec.json.decode((folder / "youtube.v3.json").read_bytes(), type=_Document)
        methods = {
            (method.http_method, "/" + method.path): method
            for resource in document.resources.values()
            for method in resource.methods.values()
        }
        return cls(methods, document.schemas, document.parameters)

    def name(self, verb: str, path: str) -> str | None:
        """The method behind a verb and a path (``youtube.playlists.list``); None where there is none."""
        method = self.methods.get((verb, path))
        return method.id if method else None

    def fault(self, call: Call) -> Reply | None:
        """The refusal a request earns by its form alone; None where its form is right."""
        method = self.methods[(call.verb, call.path)]
        return next(self._faults(call, method), None)

    def _faults(self, call: Call, method: _Method) -> Iterator[Reply]:
        known = {**self.common, **method.parameters}
        for name, value in call.query:
            parameter = known.get(name)
            if parameter is None:
                yield _unknown(name, is_parameter=True)
            else:
                yield from _value_faults(name, value, parameter)
        given = {name for name, value in call.query if value}
        for name, parameter in method.parameters.items():
            if parameter.required and name not in given:
                yield refusal(400, f"Required parameter: {name}", reason="required", location=name)
        if method.request is not None and method.request.ref is not None:
            yield from self._body_faults(call, method.request.ref)

    def _body_faults(self, call: Call, schema: str) -> Iterator[Reply]:
        try:
            body = call.json()
        except MalformedBody:
            yield bad_request("Parse Error", reason="parseError", domain="global")
            return
        yield from self._object_faults(body, schema, "")

    def _object_faults(self, value: JsonObject, schema: str, where: str) -> Iterator[Reply]:
        properties = self.schemas[schema].properties
        for name, inner in value.items():
            place = f"{where}.{name}" if where else name
            field = properties.get(name)
            if field is None:
                yield _unknown(place, is_parameter=False)
            elif inner is None:
                continue
            elif field.ref is not None:
                if isinstance(inner, dict):
                    yield from self._object_faults(inner, field.ref, place)
                else:
                    yield _invalid(place, inner)
            elif not _fits(inner, field):
                yield _invalid(place, inner)


def _fits(value: object, field: _Field) -> bool:
    match field.type:
        case "string":
            return isinstance(value, str) and (not field.enum or value in field.enum)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case _:
            return True


def _value_faults(name: str, value: str, parameter: _Parameter) -> Iterator[Reply]:
    if parameter.type == "boolean" and value.lower() not in {"true", "false"}:
        yield _bad_parameter(name, f"Invalid boolean value: '{value}'.")
    elif parameter.type == "integer":
        low, high = int(parameter.minimum or 0), int(parameter.maximum or 2**32 - 1)
        if not _INTEGER.fullmatch(value):
            yield _bad_parameter(name, f"Invalid unsigned integer value: '{value}'.")
        elif not low <= int(value) <= high:
            yield _bad_parameter(name, f"Invalid value '{value}'. Values must be within the range: [{low}, {high}]")
    elif parameter.enum and value not in parameter.enum:
        yield _bad_parameter(name, f"Invalid string value: '{value}'. Allowed values: [{', '.join(parameter.enum)}]")


def _bad_parameter(name: str, message: str) -> Reply:
    return refusal(400, message, reason="invalidParameter", location=name)


def _unknown(name: str, *, is_parameter: bool) -> Reply:
    kind = "Cannot bind query parameter" if is_parameter else "Cannot find field"
    message = f'Invalid JSON payload received. Unknown name "{name}": {kind}.'
    detail: JsonObject = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": name, "description": message}],
    }
    return refusal(400, message, reason="badRequest" if is_parameter else "invalid", details=[detail])


def _invalid(name: str, value: object) -> Reply:
    return refusal(400, f"Invalid value at '{name}': {value!r:.80}", reason="invalid", has_status=True)
