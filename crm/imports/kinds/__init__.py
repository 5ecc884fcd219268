"""The kinds of file that an import can bring in: one module for each, found by itself.

A new kind is a member of crm.imports.rules.Kind, its columns in crm.imports.headings, and a module here with its SPEC.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from crm.imports.kinds.spec import KindSpec
from crm.imports.rules import Kind

_MODULES = [importlib.import_module(f"{__name__}.{one.name}") for one in pkgutil.iter_modules(__path__)]
_SPECS: dict[Kind, KindSpec] = {module.SPEC.kind: module.SPEC for module in _MODULES if hasattr(module, "SPEC")}
KINDS: Mapping[Kind, KindSpec] = {kind: _SPECS[kind] for kind in Kind if kind in _SPECS}
