#!/bin/sh
# Write requirements.txt and requirements-dev.txt from pyproject.toml: every file by its hash, no address of any registry.
set -eu
python=${1:-python3}
[ -x .cache/uv/bin/uv ] || { "$python" -m venv .cache/uv && .cache/uv/bin/pip install --quiet uv; }
compile() {
    .cache/uv/bin/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 \
        --no-emit-index-url --no-header pyproject.toml "$@"
}
compile -o requirements.txt
# The same versions in both, so that what is tested is what runs.
compile --extra dev -c requirements.txt -o requirements-dev.txt
if grep -nE '://|--index|--find-links' requirements.txt requirements-dev.txt; then
    echo 'a lock names an address: do not commit it' >&2
    exit 1
fi
