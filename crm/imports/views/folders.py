"""Watched folders and remembered sources: who drops what, what has come, which columns are followed."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.imports import sources
from crm.imports.drop import profiles
from crm.imports.drop.forms import ProfileForm, SourceNameForm
from crm.imports.drop.models import DropProfile
from crm.imports.drop.rules import FILE_STATE_NAMES, MOST_ASIDE, QUIET_DAYS, SETTLE_SECONDS
from crm.imports.drop.watching import code_of
from crm.imports.forms import VersionForm
from crm.imports.rules import Kind
from crm.imports.sources import ImportSource
from crm.imports.views.blueprint import NAMES, bp
from crm.notices.views import opens
from crm.shared import settings
from crm.shared.reasons import say
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, banner, done, not_found, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right


def _profile(profile_id: int) -> DropProfile:
    return profiles.profile_for(g.stamp.by, profile_id) or not_found()


def _source(remembered_id: int) -> ImportSource:
    return sources.source_for(g.stamp.by, remembered_id) or not_found()


@bp.get("/folders")
@allowed(Right.IMPORT)
def folders() -> Response:
    files = profiles.files_of(g.stamp.store_id, request.args.get("before", type=row_id))
    return show(
        "imports/folders.html", rows=profiles.profiles_of(g.stamp.store_id), files=files[: profiles.PAGE],
        more=len(files) > profiles.PAGE, sources=sources.sources_of(g.stamp.store_id), code=code_of(g.stamp.store_id),
        file_states=FILE_STATE_NAMES, quiet=settings.of(g.stamp.store_id)[QUIET_DAYS], **NAMES,
    )  # fmt: skip


@bp.get("/folders/new")
@allowed(Right.IMPORT)
def new_folder() -> Response:
    return _edit(ProfileForm(data={"pattern": "*", "kind": Kind.SERVICE_VISITS, "active": True}), None)


def _edit(form: ProfileForm, profile: DropProfile | None, status: int = 200) -> Response:
    known, numbers = sources.sources_of(g.stamp.store_id), settings.of(g.stamp.store_id)
    files = profiles.files_of(g.stamp.store_id, None, profile.id)[:10] if profile else []
    return show(
        "imports/folder.html", None, status, form=form.offer(known), profile=profile, code=code_of(g.stamp.store_id),
        most=numbers[MOST_ASIDE], settle=numbers[SETTLE_SECONDS], quiet=numbers[QUIET_DAYS], files=files, more=False,
        file_states=FILE_STATE_NAMES, **NAMES,
    )  # fmt: skip


@bp.post("/folders")
@allowed(Right.IMPORT)
def open_folder() -> Response:
    form = ProfileForm(request.form)
    if form.submit(profiles.open_profile, stamp=g.stamp):
        return done(None, url_for(".folder", profile_id=form.result.id), toast=_("The folder is watched from now on."))
    return _edit(form, None, form.status)


@bp.get("/folders/<int:profile_id>")
@allowed(Right.IMPORT)
def folder(profile_id: int) -> Response:
    profile = _profile(profile_id)
    return _edit(ProfileForm(obj=profile), profile)


@bp.post("/folders/<int:profile_id>")
@allowed(Right.IMPORT)
def edit_folder(profile_id: int) -> Response:
    form = ProfileForm(request.form)
    if form.submit(profiles.edit_profile, _profile(profile_id), stamp=g.stamp):
        return done(None, url_for(".folder", profile_id=profile_id), toast=_("Saved."))
    return _edit(form, _profile(profile_id), form.status)


@bp.post("/folders/<int:profile_id>/closing")
@allowed(Right.IMPORT)
def close_folder(profile_id: int) -> Response:
    form = VersionForm(request.form)
    if form.submit(profiles.close_profile, _profile(profile_id), stamp=g.stamp):
        return done(None, url_for(".folders"), toast=_("The folder is watched no more."))
    profile = _profile(profile_id)
    edit = ProfileForm(obj=profile)
    edit.message = form.message
    return _edit(edit, profile, form.status)


@bp.get("/sources/<int:remembered_id>")
@allowed(Right.IMPORT)
def remembered(remembered_id: int) -> Response:
    source = _source(remembered_id)
    return _remembered(source, SourceNameForm(obj=source))


def _remembered(source: ImportSource, form: SourceNameForm, status: int = 200) -> Response:
    columns = sources.shown(source)
    return show("imports/source.html", None, status, source=source, form=form, columns=columns, **NAMES)


@bp.post("/sources/<int:remembered_id>")
@allowed(Right.IMPORT)
def rename_source(remembered_id: int) -> Response:
    form = SourceNameForm(request.form)
    if form.submit(sources.rename, _source(remembered_id), stamp=g.stamp):
        return done(None, url_for(".remembered", remembered_id=remembered_id), toast=_("Saved."))
    return _remembered(_source(remembered_id), form, form.status)


@bp.post("/sources/<int:remembered_id>/forgetting")
@allowed(Right.IMPORT)
def forget_source(remembered_id: int) -> Response:
    form = VersionForm(request.form)
    if form.submit(sources.forget, _source(remembered_id), stamp=g.stamp):
        return done(None, url_for(".folders"), toast=_("Forgotten. The next such file is guessed anew."))
    edit = SourceNameForm(obj=_source(remembered_id))
    edit.message = form.message
    return _remembered(_source(remembered_id), edit, form.status)


@opens("drop_done")
@opens("drop_waits")
def _import(import_id: int) -> str:
    return url_for("imports.detail", import_id=import_id)


@opens("drop_refused")
@opens("drop_trouble")
def _folder(profile_id: int) -> str:
    return url_for("imports.folder", profile_id=profile_id)


@banner
def folder_trouble(stamp: Stamp) -> list[tuple[str, str]]:
    """Whoever works with imports sees there that a folder cannot be read, or that nothing comes any more."""
    if request.blueprint != "imports" or not stamp.by.can(Right.IMPORT):
        return []
    days = settings.of(stamp.store_id)[QUIET_DAYS]
    return [("bad", f"{row.name}: {say(row.trouble, {'days': days})}") for row in profiles.in_trouble(stamp.store_id)]
