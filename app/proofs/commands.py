"""`flask --app app verify`."""

import json
import sys
from dataclasses import asdict

import click
from flask import Flask

from app.proofs.findings import AREA_LABELS, COUNTED, Checked, Verdict
from app.proofs.queries import verify


def bind(app: Flask) -> None:
    @app.cli.command("verify")
    @click.option("--json", "as_json", is_flag=True, help="One JSON object instead of sentences.")
    def _verify(as_json: bool) -> None:
        """Walk the history, the record, the store, numbers, signatures and summaries; name what does not match.

        Exit code 1 if there is anything. Others may go on working meanwhile.
        """
        verdict = verify()
        click.echo(_as_json(verdict) if as_json else "\n".join(_lines(verdict)))
        sys.exit(0 if verdict.clean else 1)


def _lines(verdict: Verdict) -> list[str]:
    end = (
        "Mọi thứ khớp."
        if verdict.clean
        else "CÓ CHỖ KHÔNG KHỚP. Giữ nguyên máy, báo người phụ trách và xem bản sao lưu."
    )
    seconds = f"{verdict.seconds:.1f}".replace(".", ",")
    return [*(_line(one) for one in verdict), f"{end} ({seconds} giây)"]


def _line(one: Checked) -> str:
    count = f"{one.count:,}".replace(",", ".")
    return f"{AREA_LABELS[one.area]}: {count} {COUNTED[one.area]}, " + (f"SAI – {one.found}" if one.found else "khớp.")


def _as_json(verdict: Verdict) -> str:
    said = {"clean": verdict.clean, "seconds": round(verdict.seconds, 2), "areas": [asdict(one) for one in verdict]}
    return json.dumps(said, ensure_ascii=False)
