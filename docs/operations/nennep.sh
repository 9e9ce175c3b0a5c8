#!/bin/sh
# /usr/local/sbin/nennep: a command of the program, as its user and with its settings. For root:
#   nennep db upgrade        nennep verify        nennep backup /srv/nennep-backup/mot-ban.backup
set -eu
# Read as systemd reads it, every value as it stands there: to a shell the & of an address would mean something.
cr=$(printf '\r')
while read -r line || [ -n "$line" ]; do
  line=${line%"$cr"}
  case $line in
  '' | '#'* | ';'*) continue ;;
  esac
  name=${line%%=*} value=${line#*=}
  case $value in
  '"'*'"') value=${value#?} value=${value%?} ;;
  "'"*"'") value=${value#?} value=${value%?} ;;
  esac
  case $value in
  *\\* | [\"\']*)
    echo "nennep.env, $name: a backslash, or a quotation mark without its fellow, is read differently by systemd" >&2
    exit 1
    ;;
  esac
  export "$name=$value"
done </etc/nennep/nennep.env
export HOME=/var/lib/nennep
cd /opt/nennep
exec runuser -u nennep -- /opt/nennep/.venv/bin/flask --app app "$@"
