"""The door: rota with credits, notices, tablets, one record per person, firms, enquiries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "credits",
    "enquiry_routes",
    "unassigned_calls",
)  # new ledgers: nobody changes or removes a line (Decision 19)
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
UNFORBID = {
    "sqlite": ("DROP TRIGGER {table}_no_update", "DROP TRIGGER {table}_no_delete"),
    "postgresql": ("DROP TRIGGER {table}_append_only ON {table}",),
}
# A consent that a merge has written goes when the merge is taken apart (Decision 18); nothing else does.
TAKEN_BACK = {
    "sqlite": (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "WHEN NOT EXISTS (SELECT 1 FROM journal_rows WHERE table_name = '{table}' "
        "AND row_key = CAST(OLD.id AS TEXT) AND what = 'inserted') "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION append_only_but_undo() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM journal_rows WHERE table_name = TG_TABLE_NAME "
        "AND row_key = CAST(OLD.id AS TEXT) AND what = 'inserted') THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION append_only_but_undo()",
    ),
}
# What stood in the first edition's rows, said in the second's.
BREAKS = (
    "INSERT INTO duty_breaks (store_id, duty_id, on_day, away_at) "
    "SELECT store_id, id, on_day, away_at FROM duty WHERE away_at IS NOT NULL AND off_at IS NULL"
)
TURNS = (
    "UPDATE turns SET accepted_at = at, released_at = (SELECT left_at FROM visits WHERE visits.id = turns.visit_id)",
    "UPDATE turns SET ended = 'left' WHERE released_at IS NOT NULL",
    "UPDATE turns SET released_at = at, ended = 'moved' "
    "WHERE EXISTS (SELECT 1 FROM turns AS later WHERE later.visit_id = turns.visit_id AND later.id > turns.id)",
)


def run(statements: dict[str, tuple[str, ...]], *tables: str) -> None:
    for table in tables:
        for statement in statements[op.get_bind().dialect.name]:
            op.execute(sa.text(statement.replace("{table}", table)))


def upgrade() -> None:
    op.create_table(
        "shifts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_shifts_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sa.UniqueConstraint("store_id", "name", name=op.f("uq_shifts_store_id_name")),
    )
    op.create_table(
        "backups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("backup_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["backup_id"], ["staff.id"], name=op.f("fk_backups_backup_id")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_backups_by_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_backups_staff_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_backups_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_backups_staff_id")),
    )
    op.create_table(
        "enquiry_sources",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_detail", sa.Text(), nullable=False),
        sa.Column("answer_minutes", sa.Integer(), nullable=False),
        sa.Column("in_hours", sa.Boolean(), nullable=False),
        sa.Column("a_minute", sa.Integer(), nullable=False),
        sa.Column("routing", sa.Text(), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("form_open", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_enquiry_sources_by_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_enquiry_sources_store_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_enquiry_sources_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_sources")),
        sa.UniqueConstraint("code", name=op.f("uq_enquiry_sources_code")),
        sa.UniqueConstraint("store_id", "name", name=op.f("uq_enquiry_sources_store_id_name")),
    )
    with op.batch_alter_table("enquiry_sources", schema=None) as batch_op:
        batch_op.create_index("ix_enquiry_sources_store", ["store_id", "id"], unique=False)

    op.create_table(
        "journal_batches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("scrubbed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_journal_batches_by_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_journal_batches_store_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["staff.id"], name=op.f("fk_journal_batches_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_batches")),
    )
    with op.batch_alter_table("journal_batches", schema=None) as batch_op:
        batch_op.create_index("ix_journal_batches_until", ["store_id", "kept_until"], unique=False)

    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answer_by_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("end_code", sa.Text(), nullable=True),
        sa.Column("end_facts", sa.JSON(), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_notices_by_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_notices_staff_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_notices_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_person", ["staff_id", "at"], unique=False)
        batch_op.create_index("ix_notices_subject", ["store_id", "kind", "subject_id", "id"], unique=False)
        batch_op.create_index(
            "uq_notices_open",
            ["staff_id", "kind", "subject_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "shortages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_shortages_by_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_shortages_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortages")),
    )
    with op.batch_alter_table("shortages", schema=None) as batch_op:
        batch_op.create_index("ix_shortages_day", ["store_id", "on_day"], unique=False)
        batch_op.create_index(
            "uq_shortages_open",
            ["store_id"],
            unique=True,
            sqlite_where=sa.text("over_at IS NULL"),
            postgresql_where=sa.text("over_at IS NULL"),
        )

    op.create_table(
        "swaps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_swaps_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["staff.id"], name=op.f("fk_swaps_ended_by_id")),
        sa.ForeignKeyConstraint(["other_id"], ["staff.id"], name=op.f("fk_swaps_other_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_swaps_staff_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_swaps_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swaps")),
    )
    with op.batch_alter_table("swaps", schema=None) as batch_op:
        batch_op.create_index("ix_swaps_day", ["store_id", "on_day"], unique=False)

    op.create_table(
        "company_contacts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_company_contacts_by_id")),
        sa.ForeignKeyConstraint(["company_id"], ["customers.id"], name=op.f("fk_company_contacts_company_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["staff.id"], name=op.f("fk_company_contacts_ended_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["customers.id"], name=op.f("fk_company_contacts_person_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_company_contacts_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_contacts")),
    )
    with op.batch_alter_table("company_contacts", schema=None) as batch_op:
        batch_op.create_index("ix_company_contacts_company", ["company_id", "to_on"], unique=False)
        batch_op.create_index("ix_company_contacts_person", ["person_id"], unique=False)
        batch_op.create_index(
            "uq_company_contacts_on",
            ["company_id", "person_id", "role"],
            unique=True,
            sqlite_where=sa.text("person_id IS NOT NULL AND to_on IS NULL"),
            postgresql_where=sa.text("person_id IS NOT NULL AND to_on IS NULL"),
        )

    op.create_table(
        "consent_texts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_consent_texts_by_id")),
        sa.ForeignKeyConstraint(["source_id"], ["enquiry_sources.id"], name=op.f("fk_consent_texts_source_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_consent_texts_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_texts")),
        sa.UniqueConstraint("source_id", "version", name=op.f("uq_consent_texts_source_id_version")),
    )
    op.create_table(
        "duty_breaks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("duty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("away_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_duty_breaks_duty_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_duty_breaks_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_breaks")),
    )
    with op.batch_alter_table("duty_breaks", schema=None) as batch_op:
        batch_op.create_index("ix_duty_breaks_day", ["store_id", "on_day"], unique=False)
        batch_op.create_index(
            "uq_duty_breaks_open",
            ["duty_id"],
            unique=True,
            sqlite_where=sa.text("back_at IS NULL"),
            postgresql_where=sa.text("back_at IS NULL"),
        )

    op.create_table(
        "journal_rows",
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("row_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("version_after", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["journal_batches.id"], name=op.f("fk_journal_rows_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", "no", name=op.f("pk_journal_rows")),
    )
    with op.batch_alter_table("journal_rows", schema=None) as batch_op:
        batch_op.create_index("ix_journal_rows_row", ["table_name", "row_key"], unique=False)

    op.create_table(
        "plans",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("swap_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_plans_by_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_plans_shift_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_plans_staff_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_plans_store_id")),
        sa.ForeignKeyConstraint(["swap_id"], ["swaps.id"], name=op.f("fk_plans_swap_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_plans_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.create_index(
            "uq_plans_person",
            ["store_id", "on_day", "staff_id"],
            unique=True,
            sqlite_where=sa.text("staff_id IS NOT NULL"),
            postgresql_where=sa.text("staff_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_plans_team",
            ["store_id", "on_day", "team_id"],
            unique=True,
            sqlite_where=sa.text("team_id IS NOT NULL"),
            postgresql_where=sa.text("team_id IS NOT NULL"),
        )

    op.create_table(
        "source_counts",
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("minute_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["enquiry_sources.id"], name=op.f("fk_source_counts_source_id")),
        sa.PrimaryKeyConstraint("source_id", "minute_at", name=op.f("pk_source_counts")),
    )
    op.create_table(
        "source_tokens",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("ends_with", sa.String(length=4), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_source_tokens_by_id")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["staff.id"], name=op.f("fk_source_tokens_revoked_by_id")),
        sa.ForeignKeyConstraint(["source_id"], ["enquiry_sources.id"], name=op.f("fk_source_tokens_source_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_source_tokens_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_source_tokens_token_hash")),
    )
    with op.batch_alter_table("source_tokens", schema=None) as batch_op:
        batch_op.create_index("ix_source_tokens_source", ["source_id", "id"], unique=False)
        batch_op.create_index(
            "uq_source_tokens_live",
            ["source_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "suspected_pairs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("a_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("b_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.CheckConstraint("a_id < b_id", name=op.f("ck_suspected_pairs_order")),
        sa.ForeignKeyConstraint(["a_id"], ["customers.id"], name=op.f("fk_suspected_pairs_a_id")),
        sa.ForeignKeyConstraint(["b_id"], ["customers.id"], name=op.f("fk_suspected_pairs_b_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_suspected_pairs_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspected_pairs")),
        sa.UniqueConstraint("store_id", "a_id", "b_id", name=op.f("uq_suspected_pairs_store_id_a_id_b_id")),
    )
    with op.batch_alter_table("suspected_pairs", schema=None) as batch_op:
        batch_op.create_index("ix_suspected_pairs_b", ["b_id"], unique=False)
        batch_op.create_index("ix_suspected_pairs_list", ["store_id", "state", "points", "id"], unique=False)

    op.create_table(
        "tablet_drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_tablet_drafts_device_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_tablet_drafts_staff_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_tablet_drafts_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablet_drafts")),
        sa.UniqueConstraint("device_id", "staff_id", name=op.f("uq_tablet_drafts_device_id_staff_id")),
    )
    op.create_table(
        "enquiries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("opened_lead", sa.Boolean(), nullable=False),
        sa.Column("first_staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("closed_how", sa.Text(), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_enquiries_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["staff.id"], name=op.f("fk_enquiries_closed_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_enquiries_customer_id")),
        sa.ForeignKeyConstraint(["first_staff_id"], ["staff.id"], name=op.f("fk_enquiries_first_staff_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_enquiries_lead_id")),
        sa.ForeignKeyConstraint(["source_id"], ["enquiry_sources.id"], name=op.f("fk_enquiries_source_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_enquiries_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiries")),
        sa.UniqueConstraint("ref", name=op.f("uq_enquiries_ref")),
    )
    with op.batch_alter_table("enquiries", schema=None) as batch_op:
        batch_op.create_index("ix_enquiries_closed", ["store_id", "closed_at", "id"], unique=False)
        batch_op.create_index("ix_enquiries_customer", ["customer_id", "at"], unique=False)
        batch_op.create_index("ix_enquiries_day", ["store_id", "on_day", "source_id"], unique=False)
        batch_op.create_index("ix_enquiries_lead", ["lead_id", "id"], unique=False)
        batch_op.create_index(
            "ix_enquiries_open",
            ["store_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index("uq_enquiries_key", ["source_id", "key"], unique=True)

    op.create_table(
        "merges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("keep_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("gone_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("lost_owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("apart_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("apart_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["apart_by_id"], ["staff.id"], name=op.f("fk_merges_apart_by_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["journal_batches.id"], name=op.f("fk_merges_batch_id")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_merges_by_id")),
        sa.ForeignKeyConstraint(["gone_id"], ["customers.id"], name=op.f("fk_merges_gone_id")),
        sa.ForeignKeyConstraint(["keep_id"], ["customers.id"], name=op.f("fk_merges_keep_id")),
        sa.ForeignKeyConstraint(["lost_owner_id"], ["staff.id"], name=op.f("fk_merges_lost_owner_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["suspected_pairs.id"], name=op.f("fk_merges_pair_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_merges_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.create_index("ix_merges_at", ["store_id", "at"], unique=False)
        batch_op.create_index("ix_merges_gone", ["gone_id"], unique=False)
        batch_op.create_index("ix_merges_keep", ["keep_id", "at"], unique=False)

    op.create_table(
        "pair_verdicts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_pair_verdicts_by_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["suspected_pairs.id"], name=op.f("fk_pair_verdicts_pair_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_pair_verdicts_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_verdicts")),
    )
    with op.batch_alter_table("pair_verdicts", schema=None) as batch_op:
        batch_op.create_index("ix_pair_verdicts_pair", ["pair_id", "id"], unique=False)

    op.create_table(
        "unassigned_calls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_unassigned_calls_by_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_unassigned_calls_lead_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_unassigned_calls_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unassigned_calls")),
        sa.UniqueConstraint("lead_id", name=op.f("uq_unassigned_calls_lead_id")),
    )
    op.create_table(
        "appointments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("advisor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("came_visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["advisor_id"], ["staff.id"], name=op.f("fk_appointments_advisor_id")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_appointments_by_id")),
        sa.ForeignKeyConstraint(["came_visit_id"], ["visits.id"], name=op.f("fk_appointments_came_visit_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_appointments_customer_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_appointments_lead_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_appointments_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.create_index("ix_appointments_customer", ["customer_id"], unique=False)
        batch_op.create_index("ix_appointments_day", ["store_id", "on_day", "starts_at"], unique=False)
        batch_op.create_index("ix_appointments_lead", ["lead_id", "id"], unique=False)

    op.create_table(
        "enquiry_routes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("enquiry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_enquiry_routes_by_id")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiries.id"], name=op.f("fk_enquiry_routes_enquiry_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_enquiry_routes_lead_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_enquiry_routes_staff_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_enquiry_routes_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_routes")),
    )
    with op.batch_alter_table("enquiry_routes", schema=None) as batch_op:
        batch_op.create_index("ix_enquiry_routes_enquiry", ["enquiry_id", "id"], unique=False)
        batch_op.create_index("ix_enquiry_routes_staff", ["store_id", "staff_id", "how", "at"], unique=False)

    op.create_table(
        "no_intentions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("enquiry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed_lead", sa.Boolean(), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_no_intentions_by_id")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiries.id"], name=op.f("fk_no_intentions_enquiry_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_no_intentions_lead_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_no_intentions_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_intentions")),
        sa.UniqueConstraint("enquiry_id", name=op.f("uq_no_intentions_enquiry_id")),
    )
    with op.batch_alter_table("no_intentions", schema=None) as batch_op:
        batch_op.create_index("ix_no_intentions_day", ["store_id", "on_day", "reason"], unique=False)

    op.create_table(
        "tablet_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("off_seconds", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_tablet_entries_customer_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_tablet_entries_decided_by_id")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_tablet_entries_device_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_tablet_entries_owner_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_tablet_entries_staff_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_tablet_entries_store_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_tablet_entries_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablet_entries")),
        sa.UniqueConstraint("store_id", "key", name=op.f("uq_tablet_entries_store_id_key")),
    )
    with op.batch_alter_table("tablet_entries", schema=None) as batch_op:
        batch_op.create_index("ix_tablet_entries_customer", ["customer_id"], unique=False)
        batch_op.create_index("ix_tablet_entries_device", ["device_id", "received_at"], unique=False)
        batch_op.create_index(
            "ix_tablet_entries_refused",
            ["store_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'refused'"),
            postgresql_where=sa.text("state = 'refused'"),
        )

    op.create_table(
        "visit_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_visit_steps_by_id")),
        sa.ForeignKeyConstraint(["of_id"], ["visit_steps.id"], name=op.f("fk_visit_steps_of_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_visit_steps_staff_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_visit_steps_store_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_steps_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_steps")),
        sa.UniqueConstraint("of_id", name=op.f("uq_visit_steps_of_id")),
    )
    with op.batch_alter_table("visit_steps", schema=None) as batch_op:
        batch_op.create_index("ix_visit_steps_visit", ["visit_id", "id"], unique=False)

    op.create_table(
        "appointment_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("appointment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("was_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_appointment_changes_appointment_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_appointment_changes_by_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_appointment_changes_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_changes")),
    )
    with op.batch_alter_table("appointment_changes", schema=None) as batch_op:
        batch_op.create_index("ix_appointment_changes_appointment", ["appointment_id", "id"], unique=False)

    op.create_table(
        "credits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("turn_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("lot", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_credits_by_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_credits_staff_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_credits_store_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_credits_turn_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_credits_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credits")),
        sa.UniqueConstraint("turn_id", "staff_id", "kind", name=op.f("uq_credits_turn_id_staff_id_kind")),
    )
    with op.batch_alter_table("credits", schema=None) as batch_op:
        batch_op.create_index("ix_credits_day", ["store_id", "on_day"], unique=False)
        batch_op.create_index("ix_credits_person", ["store_id", "staff_id", "id"], unique=False)
        batch_op.create_index("ix_credits_visit", ["visit_id"], unique=False)

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("credit_code", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("short_name", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("terms_version", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_customers_accounts",
            ["store_id", "owner_id"],
            unique=False,
            sqlite_where=sa.text("kind = 'company' AND owner_id IS NOT NULL"),
            postgresql_where=sa.text("kind = 'company' AND owner_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_customers_companies",
            ["store_id", "id"],
            unique=False,
            sqlite_where=sa.text("kind = 'company' AND archived_at IS NULL"),
            postgresql_where=sa.text("kind = 'company' AND archived_at IS NULL"),
        )
        batch_op.create_index(
            "ix_customers_merged",
            ["merged_into_id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_customers_pinyin",
            ["store_id", "pinyin_key"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.create_index(
            "uq_customers_code",
            ["store_id", "credit_code"],
            unique=True,
            sqlite_where=sa.text("credit_code IS NOT NULL AND archived_at IS NULL"),
            postgresql_where=sa.text("credit_code IS NOT NULL AND archived_at IS NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_customers_merged_into_id"), "customers", ["merged_into_id"], ["id"])

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Text(), server_default="reception", nullable=False))

    op.execute(sa.text(BREAKS))
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.add_column(sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_duty_store_id_on_day_staff_id"), type_="unique")
        batch_op.create_index("ix_duty_day", ["store_id", "on_day", "staff_id"], unique=False)
        batch_op.create_index(
            "uq_duty_standing",
            ["store_id", "on_day", "staff_id"],
            unique=True,
            sqlite_where=sa.text("off_at IS NULL"),
            postgresql_where=sa.text("off_at IS NULL"),
        )
        batch_op.drop_column("away_at")

    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("doing", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(
            "ix_turns_open",
            ["store_id", "on_day"],
            unique=False,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )

    with op.batch_alter_table("vehicles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("driver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_vehicles_driver_id"), "company_contacts", ["driver_id"], ["id"])

    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("driving_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("void_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("key", sa.Text(), nullable=True))
        batch_op.create_index(
            "uq_visits_key",
            ["store_id", "key"],
            unique=True,
            sqlite_where=sa.text("key IS NOT NULL"),
            postgresql_where=sa.text("key IS NOT NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_visits_contact_id"), "company_contacts", ["contact_id"], ["id"])
    for statement in TURNS:
        op.execute(sa.text(statement))
    run(FORBID, *APPEND_ONLY)
    run(UNFORBID, "consents")
    run(TAKEN_BACK, "consents")


def downgrade() -> None:
    run(UNFORBID, "consents")
    run(FORBID, "consents")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("DROP FUNCTION append_only_but_undo()"))
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_visits_contact_id"), type_="foreignkey")
        batch_op.drop_index(
            "uq_visits_key", sqlite_where=sa.text("key IS NOT NULL"), postgresql_where=sa.text("key IS NOT NULL")
        )
        batch_op.drop_column("key")
        batch_op.drop_column("void_at")
        batch_op.drop_column("lapsed_at")
        batch_op.drop_column("driving_at")
        batch_op.drop_column("contact_id")

    with op.batch_alter_table("vehicles", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_vehicles_driver_id"), type_="foreignkey")
        batch_op.drop_column("driver_id")

    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_turns_open",
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )
        batch_op.drop_column("doing")
        batch_op.drop_column("ended")
        batch_op.drop_column("released_at")
        batch_op.drop_column("accepted_at")

    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.add_column(sa.Column("away_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index(
            "uq_duty_standing", sqlite_where=sa.text("off_at IS NULL"), postgresql_where=sa.text("off_at IS NULL")
        )
        batch_op.drop_index("ix_duty_day")
        batch_op.create_unique_constraint(
            batch_op.f("uq_duty_store_id_on_day_staff_id"), ["store_id", "on_day", "staff_id"]
        )
        batch_op.drop_column("made_at")

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_column("kind")

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_customers_merged_into_id"), type_="foreignkey")
        batch_op.drop_index(
            "uq_customers_code",
            sqlite_where=sa.text("credit_code IS NOT NULL AND archived_at IS NULL"),
            postgresql_where=sa.text("credit_code IS NOT NULL AND archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_customers_pinyin",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_customers_merged",
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_customers_companies",
            sqlite_where=sa.text("kind = 'company' AND archived_at IS NULL"),
            postgresql_where=sa.text("kind = 'company' AND archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_customers_accounts",
            sqlite_where=sa.text("kind = 'company' AND owner_id IS NOT NULL"),
            postgresql_where=sa.text("kind = 'company' AND owner_id IS NOT NULL"),
        )
        batch_op.drop_column("terms_version")
        batch_op.drop_column("short_name")
        batch_op.drop_column("credit_code")
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("credits", schema=None) as batch_op:
        batch_op.drop_index("ix_credits_visit")
        batch_op.drop_index("ix_credits_person")
        batch_op.drop_index("ix_credits_day")

    op.drop_table("credits")
    with op.batch_alter_table("appointment_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_appointment_changes_appointment")

    op.drop_table("appointment_changes")
    with op.batch_alter_table("visit_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_steps_visit")

    op.drop_table("visit_steps")
    with op.batch_alter_table("tablet_entries", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_tablet_entries_refused",
            sqlite_where=sa.text("state = 'refused'"),
            postgresql_where=sa.text("state = 'refused'"),
        )
        batch_op.drop_index("ix_tablet_entries_device")
        batch_op.drop_index("ix_tablet_entries_customer")

    op.drop_table("tablet_entries")
    with op.batch_alter_table("no_intentions", schema=None) as batch_op:
        batch_op.drop_index("ix_no_intentions_day")

    op.drop_table("no_intentions")
    with op.batch_alter_table("enquiry_routes", schema=None) as batch_op:
        batch_op.drop_index("ix_enquiry_routes_staff")
        batch_op.drop_index("ix_enquiry_routes_enquiry")

    op.drop_table("enquiry_routes")
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.drop_index("ix_appointments_lead")
        batch_op.drop_index("ix_appointments_day")
        batch_op.drop_index("ix_appointments_customer")

    op.drop_table("appointments")
    op.drop_table("unassigned_calls")
    with op.batch_alter_table("pair_verdicts", schema=None) as batch_op:
        batch_op.drop_index("ix_pair_verdicts_pair")

    op.drop_table("pair_verdicts")
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.drop_index("ix_merges_keep")
        batch_op.drop_index("ix_merges_gone")
        batch_op.drop_index("ix_merges_at")

    op.drop_table("merges")
    with op.batch_alter_table("enquiries", schema=None) as batch_op:
        batch_op.drop_index("uq_enquiries_key")
        batch_op.drop_index(
            "ix_enquiries_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index("ix_enquiries_lead")
        batch_op.drop_index("ix_enquiries_day")
        batch_op.drop_index("ix_enquiries_customer")
        batch_op.drop_index("ix_enquiries_closed")

    op.drop_table("enquiries")
    op.drop_table("tablet_drafts")
    with op.batch_alter_table("suspected_pairs", schema=None) as batch_op:
        batch_op.drop_index("ix_suspected_pairs_list")
        batch_op.drop_index("ix_suspected_pairs_b")

    op.drop_table("suspected_pairs")
    with op.batch_alter_table("source_tokens", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_source_tokens_live",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index("ix_source_tokens_source")

    op.drop_table("source_tokens")
    op.drop_table("source_counts")
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_plans_team",
            sqlite_where=sa.text("team_id IS NOT NULL"),
            postgresql_where=sa.text("team_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_plans_person",
            sqlite_where=sa.text("staff_id IS NOT NULL"),
            postgresql_where=sa.text("staff_id IS NOT NULL"),
        )

    op.drop_table("plans")
    with op.batch_alter_table("journal_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_rows_row")

    op.drop_table("journal_rows")
    with op.batch_alter_table("duty_breaks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_duty_breaks_open", sqlite_where=sa.text("back_at IS NULL"), postgresql_where=sa.text("back_at IS NULL")
        )
        batch_op.drop_index("ix_duty_breaks_day")

    op.drop_table("duty_breaks")
    op.drop_table("consent_texts")
    with op.batch_alter_table("company_contacts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_company_contacts_on",
            sqlite_where=sa.text("person_id IS NOT NULL AND to_on IS NULL"),
            postgresql_where=sa.text("person_id IS NOT NULL AND to_on IS NULL"),
        )
        batch_op.drop_index("ix_company_contacts_person")
        batch_op.drop_index("ix_company_contacts_company")

    op.drop_table("company_contacts")
    with op.batch_alter_table("swaps", schema=None) as batch_op:
        batch_op.drop_index("ix_swaps_day")

    op.drop_table("swaps")
    with op.batch_alter_table("shortages", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shortages_open", sqlite_where=sa.text("over_at IS NULL"), postgresql_where=sa.text("over_at IS NULL")
        )
        batch_op.drop_index("ix_shortages_day")

    op.drop_table("shortages")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_notices_open", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL")
        )
        batch_op.drop_index("ix_notices_subject")
        batch_op.drop_index("ix_notices_person")

    op.drop_table("notices")
    with op.batch_alter_table("journal_batches", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_batches_until")

    op.drop_table("journal_batches")
    with op.batch_alter_table("enquiry_sources", schema=None) as batch_op:
        batch_op.drop_index("ix_enquiry_sources_store")

    op.drop_table("enquiry_sources")
    op.drop_table("backups")
    op.drop_table("shifts")
