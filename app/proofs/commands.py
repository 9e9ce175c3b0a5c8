"""`flask --app app verify` and `flask --app app seals`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask import Flask

from app.proofs.findings import AREA_LABELS, COUNTED, Checked, Verdict
from app.proofs.letter import in_groups
from app.proofs.queries import verify
from app.proofs.queries_seals import hashes_in, seals


def bind(app: Flask) -> None:
    @app.cli.command("verify")
    @click.option("--json", "as_json", is_flag=True, help="One JSON object instead of sentences.")
    @click.option("--seal", "kept", multiple=True, help="A seal that was kept outside, or a file in which some stand.")
    def _verify(as_json: bool, kept: tuple[str, ...]) -> None:
        """Walk history, record, store, numbers, signatures, summaries and seals; name what does not match.

        Exit code 1 if there is anything. Others may go on working meanwhile.
        """
        verdict = verify([found for one in kept for found in _hashes(one)])
        click.echo(_as_json(verdict) if as_json else "\n".join(_lines(verdict)))
        sys.exit(0 if verdict.clean else 1)

    @app.cli.command("seals")
    def _seals() -> None:
        """Print the seals of the days, the latest first: to be kept on paper, or by somebody else."""
        for day, sealed in seals():
            click.echo(f"{day:%d/%m/%Y}  {in_groups(sealed)}")


def _hashes(given: str) -> list[str]:
    path = Path(given)
    found = hashes_in(path.read_text(encoding="utf-8") if path.is_file() else given)
    return found or sys.exit("Không có dấu niêm phong nào (64 chữ số, chữ cái a–f) ở đó.")


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
