"""The one import rule that import-linter has no words for: a feature is entered by its doors."""

import grimp
from importlinter import Contract, ContractCheck, fields, output


class FeatureDoors(Contract):
    """Module `root.A.x` imports `root.B.y` only if y is a door (services, queries, models).

    `services_of_a_kind` counts as part of `services`, so that a long module can be split. Modules that lie
    directly under the root (`app.extensions`, `app.clock`) belong to no feature and are open to all.
    """

    type_name = "feature_doors"

    # fmt: off
    # import-linter puts the parsed value in the field's place.
    root: str = fields.StringField()  # type: ignore[assignment]
    not_features: list[str] = fields.ListField(subfield=fields.StringField(), required=False, default=[])  # type: ignore[assignment]
    doors: list[str] = fields.ListField(subfield=fields.StringField())  # type: ignore[assignment]
    more_doors: list[str] = fields.ListField(subfield=fields.StringField(), required=False, default=[])  # type: ignore[assignment]
    # fmt: on

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        refused = [
            (importer, imported, graph.get_import_details(importer=importer, imported=imported)[0]["line_number"])
            for importer in sorted(graph.modules)
            if self._feature_of(importer, graph)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not self._may_import(importer, imported, graph)
        ]
        return ContractCheck(kept=not refused, metadata={"refused": refused})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported, line in check.metadata["refused"]:
            sentence = f"- {importer} (line {line}) enters {imported}, which is no door of its feature"
            output.print_error(sentence, bold=False)
        output.new_line()

    def _feature_of(self, module: str, graph: grimp.ImportGraph) -> str | None:
        parts = module.split(".")
        if parts[0] != self.root or len(parts) < 2 or parts[1] in self.not_features:
            return None
        is_package = bool(graph.find_children(f"{parts[0]}.{parts[1]}"))
        return parts[1] if is_package else None

    def _may_import(self, importer: str, imported: str, graph: grimp.ImportGraph) -> bool:
        feature = self._feature_of(imported, graph)
        if feature is None or feature == self._feature_of(importer, graph) or imported in self.more_doors:
            return True
        room = imported.split(".")[2:3]
        return bool(room) and any(room[0] == door or room[0].startswith(f"{door}_") for door in self.doors)
