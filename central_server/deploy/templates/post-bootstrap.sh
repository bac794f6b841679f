#!/bin/sh
# Called by Patroni with the address of the fresh primary.
set -eu
exec $postgres_bin/psql "$$1" --no-psqlrc --quiet --set ON_ERROR_STOP=1 --file $roles_sql
