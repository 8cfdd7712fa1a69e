#!/bin/sh
# Tests the Spark program with real Spark: installs it in a virtual environment of its own, and Java
# where that is missing. Needs the built command; builds it when ZEROSHOT does not name one.
set -eu
cd "$(dirname "$0")/../.."

if ! command -v java >/dev/null; then
    echo 'Installing the system package openjdk-17-jre-headless'
    as_root=''
    [ "$(id -u)" -eq 0 ] || as_root=sudo
    $as_root apt-get update --quiet
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet --no-install-recommends openjdk-17-jre-headless
fi

environment=${SPARK_ENVIRONMENT:-.build/spark-environment}
[ -x "$environment/bin/python" ] || python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check \
    --requirement Distributed/requirements.txt

if [ -z "${ZEROSHOT:-}" ]; then
    swift build --configuration release --product zeroshot
    ZEROSHOT=$PWD/.build/release/zeroshot
fi
export ZEROSHOT

python=$(realpath --no-symlinks "$environment/bin/python")
cd Distributed
PYSPARK_PYTHON=$python exec "$python" -m unittest --verbose \
    tests.test_protocol tests.test_worker tests.test_spark
