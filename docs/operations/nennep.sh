#!/bin/sh
# /usr/local/sbin/nennep: a command of the program, as its user and with its settings. For root:
#   nennep db upgrade        nennep verify        nennep backup /srv/nennep-backup/truoc-cap-nhat.backup
set -eu
set -a
. /etc/nennep/nennep.env
set +a
cd /opt/nennep
exec runuser -u nennep -- /opt/nennep/.venv/bin/flask --app app "$@"
