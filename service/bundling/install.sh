#!/bin/sh
# Installs Chuchu from this folder alone: no registry is asked. Run again from a newer bundle, it upgrades in place.
set -eu
umask 022

usage() {
    cat <<'TEXT'
用法：./install.sh --to 文件夹 [--python 解释器] [--check] [--no-backup]
  --to 文件夹      安装到这里；已有旧版本则就地升级，data/ 不动
  --python 解释器  默认依次找 python3.x（版本见 facts）、python3
  --check          只核对本安装包，不安装
  --no-backup      升级前不备份
装好后的目录：chuchu（命令）、current → releases/…、models/、data/、backups/
TEXT
}

fail() { echo "$*" >&2; exit 1; }

to= python= only_check= no_backup=
while [ $# -gt 0 ]; do
    case "$1" in
        --to) [ $# -gt 1 ] || { usage >&2; exit 2; }; to=$2; shift ;;
        --python) [ $# -gt 1 ] || { usage >&2; exit 2; }; python=$2; shift ;;
        --check) only_check=1 ;;
        --no-backup) no_backup=1 ;;
        --help|-h) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
    shift
done
[ -n "$to$only_check" ] || { usage >&2; exit 2; }

# Made absolute before the folder is changed.
case "$to" in ""|/*) ;; *) to=$(pwd)/$to ;; esac
case "$python" in */*) case "$python" in /*) ;; *) python=$(pwd)/$python ;; esac ;; esac
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$here"

# 1. Whole and unchanged: every file as summed, and no file besides.
[ -f SHA256SUMS ] || fail "安装包不完整：缺少 SHA256SUMS。请重新复制安装包。"
sha256sum --check --quiet --strict SHA256SUMS || fail "安装包有缺损或改动，没有安装任何东西。请重新复制安装包。"
summed=$(wc -l <SHA256SUMS)
found=$(find . -type f ! -path ./SHA256SUMS | wc -l)
links=$(find . ! -type f ! -type d | wc -l)
[ "$summed" -eq "$found" ] && [ "$links" -eq 0 ] ||
    fail "安装包中有清单以外的文件，没有安装任何东西。请重新解开安装包。"
fact() { sed -n "s/^$1=//p" facts; }
version=$(fact version) wanted=$(fact python) machine=$(fact machine) glibc=$(fact glibc) model=$(fact model)
[ -z "$only_check" ] || { echo "安装包完整：$version（$machine，Python $wanted），$summed 个文件。"; exit 0; }

# 2. Made for this machine.
[ "$(uname -m)" = "$machine" ] || fail "本安装包用于 $machine，这台机器是 $(uname -m)。"
has=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //')
[ -n "$has" ] || fail "这台机器不用 glibc（例如 Alpine），不能安装。"
[ "$(printf '%s\n%s\n' "$glibc" "$has" | sort -V | head -n 1)" = "$glibc" ] ||
    fail "需要 glibc $glibc 以上，这台机器是 $has。"
if [ -z "$python" ]; then
    for python in "python$wanted" python3 ""; do command -v "$python" >/dev/null 2>&1 && break; done
fi
is=$("${python:-false}" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || is=无
[ "$is" = "$wanted" ] || fail "需要 Python $wanted（找到的是 $is）。请安装，或用 --python 指明解释器。"

# 3. A release in a folder of its own; the old one stays in use until the new one stands.
release=$version-$(sha256sum SHA256SUMS | cut -c 1-8)
old=$(readlink "$to/current" 2>/dev/null || true)
if [ "$old" = "releases/$release" ] && "$to/current/bin/chuchu" --help >/dev/null 2>&1; then
    echo "已是此版本：$release"
    exit 0
fi
mkdir -p "$to/releases" "$to/models"
if [ -n "$old" ] && [ -e "$to/data/catalogue.sqlite" ] && [ -z "$no_backup" ]; then
    backup=$to/backups/$(date +%Y%m%dT%H%M%S)-before-$version
    mkdir -p "$to/backups"
    "$to/chuchu" backup "$backup" >&2 || fail "升级前的备份没有做成，没有改动任何东西。腾出空间后重试，或用 --no-backup。"
fi
new=$to/releases/$release
rm -rf "$new"
trap 'rm -rf "$new"' EXIT
trap 'exit 130' INT TERM HUP
"$python" -m venv "$new" || fail "不能建立虚拟环境：$python 缺少 venv（Debian、Ubuntu：python$wanted-venv）。"
# Neither settings of pip nor a registry: only the files here, each with its own hash.
PIP_CONFIG_FILE=/dev/null "$new/bin/python" -m pip --isolated --disable-pip-version-check install --quiet \
    --no-index --find-links "$here/wheels" --no-deps --require-hashes --requirement packages.txt ||
    fail "安装没有完成，原有的版本没有改动。"
"$new/bin/chuchu" --help >/dev/null || fail "装好的程序不能运行，原有的版本没有改动。"

# 4. The model, whole or not at all; an equal one stays.
if ! diff -rq "model/$model" "$to/models/$model" >/dev/null 2>&1; then
    rm -rf "$to/models/.$model.part" "$to/models/.$model.old"
    cp -R "model/$model" "$to/models/.$model.part"
    [ ! -e "$to/models/$model" ] || mv "$to/models/$model" "$to/models/.$model.old"
    mv "$to/models/.$model.part" "$to/models/$model"
    rm -rf "$to/models/.$model.old"
fi

# 5. The command, which knows its folders; then the change to the new release, in one step.
cat >"$to/.chuchu.part" <<'TEXT'
#!/bin/sh
home=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
export CHUCHU_DATA="${CHUCHU_DATA:-$home/data}" CHUCHU_MODELS_FOLDER="${CHUCHU_MODELS_FOLDER:-$home/models}"
exec "$home/current/bin/chuchu" "$@"
TEXT
chmod 755 "$to/.chuchu.part"
mv -f "$to/.chuchu.part" "$to/chuchu"
ln -s "releases/$release" "$to/.current.part.$$"
mv -fT "$to/.current.part.$$" "$to/current"
trap - EXIT
for each in "$to"/releases/*; do
    case "releases/${each##*/}" in "releases/$release"|"$old") ;; *) rm -rf "$each" ;; esac
done
if [ -n "$old" ]; then
    echo "已升级到 $release，数据没有移动：$to/data。请重启服务。"
else
    echo "已安装 $release。启动：$to/chuchu serve"
fi
