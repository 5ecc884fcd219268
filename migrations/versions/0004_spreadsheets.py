"""Spreadsheets: lines, policies, sales and visits elsewhere, sources and folders, undo, exports, words, health."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("export_decisions", "export_downloads")  # new ledgers: nobody changes or removes a line (Decision 19)
FORBID = {
    "sqlite": (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION append_only()",
    ),
}
# What a visit on file cost becomes its one line; what came as several lines of a file was added up long ago.
LINES = (
    "INSERT INTO service_lines (store_id, visit_id, line_no, job, item, paid_fen, warranty_fen, insurance_fen) "
    "SELECT store_id, id, 1, job, item, paid_fen, warranty_fen, insurance_fen FROM service_visits "
    "WHERE item <> '' OR paid_fen + warranty_fen + insurance_fen > 0"
)


def run(statements: dict[str, tuple[str, ...]], *tables: str) -> None:
    for table in tables:
        for statement in statements[op.get_bind().dialect.name]:
            op.execute(sa.text(statement.replace("{table}", table)))


def bring_along() -> None:
    op.execute(sa.text(LINES))


def upgrade() -> None:
    op.create_table(
        "demo_parts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_demo_parts_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_parts")),
        sa.UniqueConstraint("store_id", "part", "no", name=op.f("uq_demo_parts_store_id_part_no")),
    )
    op.create_table(
        "dictionary_seen",
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("place", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("spelt", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_dictionary_seen_store_id")),
        sa.PrimaryKeyConstraint("store_id", "kind", "place", "spelt", name=op.f("pk_dictionary_seen")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("dictionary_seen", schema=None) as batch_op:
        batch_op.create_index("ix_dictionary_seen_key", ["store_id", "kind", "key"], unique=False)

    op.create_table(
        "dictionary_words",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("series_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["dictionary_words.id"], name=op.f("fk_dictionary_words_series_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_dictionary_words_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dictionary_words")),
    )
    with op.batch_alter_table("dictionary_words", schema=None) as batch_op:
        batch_op.create_index("ix_dictionary_words_list", ["store_id", "kind", "name"], unique=False)

    op.create_table(
        "elsewhere_visits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("vin", sa.Text(), nullable=False),
        sa.Column("vin_index", sa.Text(), nullable=False),
        sa.Column("other_store", sa.Text(), nullable=False),
        sa.Column("in_region", sa.Boolean(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("natural_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_elsewhere_visits_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elsewhere_visits")),
        sa.UniqueConstraint("store_id", "natural_key", name=op.f("uq_elsewhere_visits_store_id_natural_key")),
    )
    with op.batch_alter_table("elsewhere_visits", schema=None) as batch_op:
        batch_op.create_index("ix_elsewhere_visits_car", ["store_id", "vin_index", "on_day"], unique=False)
        batch_op.create_index("ix_elsewhere_visits_day", ["store_id", "on_day", "id"], unique=False)
        batch_op.create_index("ix_elsewhere_visits_import", ["import_id"], unique=False)

    op.create_table(
        "quality_days",
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("check", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_quality_days_store_id")),
        sa.PrimaryKeyConstraint("store_id", "on_day", "check", name=op.f("pk_quality_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quality_findings",
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("check", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_quality_findings_store_id")),
        sa.PrimaryKeyConstraint("store_id", "check", "subject_id", name=op.f("pk_quality_findings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quality_runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at_check", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_quality_runs_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_runs")),
    )
    with op.batch_alter_table("quality_runs", schema=None) as batch_op:
        batch_op.create_index("ix_quality_runs_store", ["store_id", "id"], unique=False)

    op.create_table(
        "dictionary_edits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("word_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("batches", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_dictionary_edits_by_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_dictionary_edits_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dictionary_edits")),
    )
    with op.batch_alter_table("dictionary_edits", schema=None) as batch_op:
        batch_op.create_index("ix_dictionary_edits_at", ["store_id", "kind", "id"], unique=False)

    op.create_table(
        "dictionary_spellings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("spelt", sa.Text(), nullable=False),
        sa.Column("word_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_dictionary_spellings_by_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_dictionary_spellings_store_id")),
        sa.ForeignKeyConstraint(["word_id"], ["dictionary_words.id"], name=op.f("fk_dictionary_spellings_word_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dictionary_spellings")),
        sa.UniqueConstraint("store_id", "kind", "key", name=op.f("uq_dictionary_spellings_store_id_kind_key")),
    )
    with op.batch_alter_table("dictionary_spellings", schema=None) as batch_op:
        batch_op.create_index("ix_dictionary_spellings_word", ["word_id"], unique=False)

    op.create_table(
        "import_sources",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_import_sources_by_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_import_sources_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_sources")),
    )
    with op.batch_alter_table("import_sources", schema=None) as batch_op:
        batch_op.create_index(
            "ux_import_sources",
            ["store_id", "kind", "fingerprint"],
            unique=True,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )

    op.create_table(
        "quality_fixes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("batches", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_quality_fixes_by_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_quality_fixes_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_fixes")),
    )
    with op.batch_alter_table("quality_fixes", schema=None) as batch_op:
        batch_op.create_index("ix_quality_fixes_at", ["store_id", "id"], unique=False)

    op.create_table(
        "quality_verdicts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("check", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mark", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_quality_verdicts_by_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_quality_verdicts_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_verdicts")),
    )
    with op.batch_alter_table("quality_verdicts", schema=None) as batch_op:
        batch_op.create_index("ix_quality_verdicts_row", ["store_id", "check", "subject_id", "mark"], unique=False)

    op.create_table(
        "drop_profiles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folder", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_itself", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("watched_since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_drop_profiles_by_id")),
        sa.ForeignKeyConstraint(["source_id"], ["import_sources.id"], name=op.f("fk_drop_profiles_source_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_drop_profiles_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drop_profiles")),
    )
    with op.batch_alter_table("drop_profiles", schema=None) as batch_op:
        batch_op.create_index(
            "ux_drop_profiles",
            ["store_id", "folder"],
            unique=True,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )

    op.create_table(
        "exports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("filters", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rows_due", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("blob_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["blob_id"], ["blobs.id"], name=op.f("fk_exports_blob_id")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_exports_by_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_exports_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.create_index("ix_exports_person", ["store_id", "by_id", "id"], unique=False)
        batch_op.create_index("ix_exports_store", ["store_id", "id"], unique=False)
        batch_op.create_index(
            "ix_exports_waiting",
            ["store_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "drop_files",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("profile_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("digest", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_drop_files_import_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["drop_profiles.id"], name=op.f("fk_drop_files_profile_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_drop_files_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drop_files")),
    )
    with op.batch_alter_table("drop_files", schema=None) as batch_op:
        batch_op.create_index("ix_drop_files_digest", ["profile_id", "digest"], unique=False)
        batch_op.create_index(
            "ix_drop_files_open",
            ["store_id", "state"],
            unique=False,
            sqlite_where=sa.text("state IN ('seen', 'taken', 'waiting')"),
            postgresql_where=sa.text("state IN ('seen', 'taken', 'waiting')"),
        )
        batch_op.create_index("ix_drop_files_store", ["store_id", "id"], unique=False)
        batch_op.create_index("ux_drop_files", ["profile_id", "name", "size", "mtime_ns"], unique=True)

    op.create_table(
        "export_decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("export_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_export_decisions_by_id")),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name=op.f("fk_export_decisions_export_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_export_decisions_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_decisions")),
        sa.UniqueConstraint("export_id", name=op.f("uq_export_decisions_export_id")),
    )
    op.create_table(
        "export_downloads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("export_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_export_downloads_by_id")),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name=op.f("fk_export_downloads_export_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_export_downloads_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_downloads")),
    )
    with op.batch_alter_table("export_downloads", schema=None) as batch_op:
        batch_op.create_index("ix_export_downloads_export", ["export_id"], unique=False)

    op.create_table(
        "import_changes",
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pairs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_changes_import_id")),
        sa.PrimaryKeyConstraint("import_id", "batch", "no", name=op.f("pk_import_changes")),
    )
    with op.batch_alter_table("import_changes", schema=None) as batch_op:
        batch_op.create_index("ix_import_changes_row", ["table_name", "row_id"], unique=False)

    op.create_table(
        "import_left",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("table_name", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("pairs", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_left_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_left")),
    )
    with op.batch_alter_table("import_left", schema=None) as batch_op:
        batch_op.create_index("ix_import_left_import", ["import_id", "id"], unique=False)

    op.create_table(
        "import_made",
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_made_import_id")),
        sa.PrimaryKeyConstraint("import_id", "batch", "no", name=op.f("pk_import_made")),
    )
    op.create_table(
        "car_sales",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("vehicle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("sold_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("price_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("invoice_no", sa.Text(), nullable=True),
        sa.Column("advisor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("advisor_name", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("price_fen >= 0", name=op.f("ck_car_sales_price")),
        sa.ForeignKeyConstraint(["advisor_id"], ["staff.id"], name=op.f("fk_car_sales_advisor_id")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_car_sales_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_car_sales_customer_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_car_sales_store_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_car_sales_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_car_sales")),
        sa.UniqueConstraint("vehicle_id", "sold_on", name=op.f("uq_car_sales_vehicle_id_sold_on")),
    )
    with op.batch_alter_table("car_sales", schema=None) as batch_op:
        batch_op.create_index("ix_car_sales_customer", ["customer_id", "sold_on"], unique=False)
        batch_op.create_index("ix_car_sales_import", ["import_id"], unique=False)
        batch_op.create_index("ix_car_sales_sold", ["store_id", "sold_on", "id"], unique=False)

    op.create_table(
        "insurance_policies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("vehicle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cover", sa.Text(), nullable=False),
        sa.Column("insurer", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("number_index", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("premium_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("natural_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("premium_fen >= 0", name=op.f("ck_insurance_policies_premium")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_insurance_policies_store_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_insurance_policies_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurance_policies")),
        sa.UniqueConstraint("store_id", "natural_key", name=op.f("uq_insurance_policies_store_id_natural_key")),
    )
    with op.batch_alter_table("insurance_policies", schema=None) as batch_op:
        batch_op.create_index("ix_insurance_policies_until", ["store_id", "until_on", "id"], unique=False)
        batch_op.create_index("ix_insurance_policies_vehicle", ["vehicle_id", "until_on"], unique=False)

    op.create_table(
        "service_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("warranty_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("insurance_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "paid_fen >= 0 AND warranty_fen >= 0 AND insurance_fen >= 0", name=op.f("ck_service_lines_amounts")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_service_lines_store_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["service_visits.id"], name=op.f("fk_service_lines_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_lines")),
        sa.UniqueConstraint("visit_id", "line_no", name=op.f("uq_service_lines_visit_id_line_no")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index("ix_calls_task", ["task_id"], unique=False)

    with op.batch_alter_table("campaign_members", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_members_customer", ["customer_id"], unique=False)

    with op.batch_alter_table("coupons", schema=None) as batch_op:
        batch_op.create_index("ix_coupons_vehicle", ["vehicle_id"], unique=False)

    with op.batch_alter_table("customer_states", schema=None) as batch_op:
        batch_op.create_index("ix_customer_states_vehicle", ["vehicle_id"], unique=False)

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("filed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("told_status", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=True))

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_vehicle", ["vehicle_id"], unique=False)

    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("undo", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("undone_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(batch_op.f("fk_imports_source_id"), "import_sources", ["source_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_imports_undone_by_id"), "staff", ["undone_by_id"], ["id"])

    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index("ix_tasks_customer", ["customer_id"], unique=False)

    with op.batch_alter_table("vehicles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("colour", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("engine_no", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("registered_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("told_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("told_due_km", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("told_visits", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("told_spend_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("told_status", sa.Text(), server_default="", nullable=False))
    bring_along()
    run(FORBID, *APPEND_ONLY)


def downgrade() -> None:
    with op.batch_alter_table("vehicles", schema=None) as batch_op:
        batch_op.drop_column("told_status")
        batch_op.drop_column("told_spend_fen")
        batch_op.drop_column("told_visits")
        batch_op.drop_column("told_due_km")
        batch_op.drop_column("told_due_on")
        batch_op.drop_column("registered_on")
        batch_op.drop_column("engine_no")
        batch_op.drop_column("colour")

    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index("ix_tasks_customer")

    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_imports_undone_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_imports_source_id"), type_="foreignkey")
        batch_op.drop_column("undone_by_id")
        batch_op.drop_column("undone_at")
        batch_op.drop_column("undo")
        batch_op.drop_column("source_id")

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_vehicle")

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_column("note")
        batch_op.drop_column("told_status")
        batch_op.drop_column("filed_on")

    with op.batch_alter_table("customer_states", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_states_vehicle")

    with op.batch_alter_table("coupons", schema=None) as batch_op:
        batch_op.drop_index("ix_coupons_vehicle")

    with op.batch_alter_table("campaign_members", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_members_customer")

    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index("ix_calls_task")

    op.drop_table("service_lines")
    with op.batch_alter_table("insurance_policies", schema=None) as batch_op:
        batch_op.drop_index("ix_insurance_policies_vehicle")
        batch_op.drop_index("ix_insurance_policies_until")

    op.drop_table("insurance_policies")
    with op.batch_alter_table("car_sales", schema=None) as batch_op:
        batch_op.drop_index("ix_car_sales_sold")
        batch_op.drop_index("ix_car_sales_import")
        batch_op.drop_index("ix_car_sales_customer")

    op.drop_table("car_sales")
    op.drop_table("import_made")
    with op.batch_alter_table("import_left", schema=None) as batch_op:
        batch_op.drop_index("ix_import_left_import")

    op.drop_table("import_left")
    with op.batch_alter_table("import_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_import_changes_row")

    op.drop_table("import_changes")
    with op.batch_alter_table("export_downloads", schema=None) as batch_op:
        batch_op.drop_index("ix_export_downloads_export")

    op.drop_table("export_downloads")
    op.drop_table("export_decisions")
    with op.batch_alter_table("drop_files", schema=None) as batch_op:
        batch_op.drop_index("ux_drop_files")
        batch_op.drop_index("ix_drop_files_store")
        batch_op.drop_index(
            "ix_drop_files_open",
            sqlite_where=sa.text("state IN ('seen', 'taken', 'waiting')"),
            postgresql_where=sa.text("state IN ('seen', 'taken', 'waiting')"),
        )
        batch_op.drop_index("ix_drop_files_digest")

    op.drop_table("drop_files")
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_exports_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_exports_store")
        batch_op.drop_index("ix_exports_person")

    op.drop_table("exports")
    with op.batch_alter_table("drop_profiles", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_drop_profiles",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )

    op.drop_table("drop_profiles")
    with op.batch_alter_table("quality_verdicts", schema=None) as batch_op:
        batch_op.drop_index("ix_quality_verdicts_row")

    op.drop_table("quality_verdicts")
    with op.batch_alter_table("quality_fixes", schema=None) as batch_op:
        batch_op.drop_index("ix_quality_fixes_at")

    op.drop_table("quality_fixes")
    with op.batch_alter_table("import_sources", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_import_sources",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )

    op.drop_table("import_sources")
    with op.batch_alter_table("dictionary_spellings", schema=None) as batch_op:
        batch_op.drop_index("ix_dictionary_spellings_word")

    op.drop_table("dictionary_spellings")
    with op.batch_alter_table("dictionary_edits", schema=None) as batch_op:
        batch_op.drop_index("ix_dictionary_edits_at")

    op.drop_table("dictionary_edits")
    with op.batch_alter_table("quality_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_quality_runs_store")

    op.drop_table("quality_runs")
    op.drop_table("quality_findings")
    op.drop_table("quality_days")
    with op.batch_alter_table("elsewhere_visits", schema=None) as batch_op:
        batch_op.drop_index("ix_elsewhere_visits_import")
        batch_op.drop_index("ix_elsewhere_visits_day")
        batch_op.drop_index("ix_elsewhere_visits_car")

    op.drop_table("elsewhere_visits")
    with op.batch_alter_table("dictionary_words", schema=None) as batch_op:
        batch_op.drop_index("ix_dictionary_words_list")

    op.drop_table("dictionary_words")
    with op.batch_alter_table("dictionary_seen", schema=None) as batch_op:
        batch_op.drop_index("ix_dictionary_seen_key")

    op.drop_table("dictionary_seen")
    op.drop_table("demo_parts")
