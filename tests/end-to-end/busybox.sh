#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC3043,SC3045  # busybox has local and ulimit -n
# For busybox's shell: commands whose output is the same on any Linux. $1 is a folder to work in.
# busybox_test.py runs it on Armillary and under QEMU's user mode and compares. No user, host name,
# process id or wall time is printed: they differ by right.
n=0
step() { n=$((n + 1)); echo "--- $n $*"; }
umask 022
# On Armillary every command is busybox itself; under QEMU, which cannot execute /proc/self/exe, $2
# holds a way to it for each command.
PATH=${2:-/none}
export PATH
cd "$1" || exit 90
mkdir here && cd here || exit 91

step files
mkdir -p a/b/c
printf 'pear\napple\nfig\napple\n' >a/list
cp a/list a/b/copy
mv a/b/copy a/b/c/moved
ln -s ../list a/b/link
ln a/list a/hard
ls -1 a a/b a/b/c
readlink a/b/link
cat a/b/link
stat -c '%n %s %h %F %a' a/list a/hard a/b
chmod 600 a/list; stat -c '%a' a/list
touch -d '2020-01-02 03:04:05' a/list; date -u -r a/list '+%Y-%m-%dT%H:%M:%S'
test -L a/b/link && test ! -e a/none && echo links
rm a/none; echo "status $?"
rmdir a; echo "status $?"
find a | sort
find a -type f -name 'l*' | while read name; do cat "$name"; done
du -a a >/dev/null; echo "status $?"

step text
sort a/list | uniq -c
sort -r -u a/list
wc a/list
head -n 2 a/list; tail -n 1 a/list
tr a-z A-Z <a/list
cut -c1-2 a/list | paste -s -d, -
grep -n app a/list; grep -v -c app a/list; grep -q none a/list; echo "status $?"
sed -e 's/p\{2\}/PP/' -e '2,3d' a/list
awk 'length > 4 { n++; s = s $0 ";" } END { print n, s, int(7 / 2) }' a/list
rev a/list | nl
fold -w 3 a/list; expand a/list | tac
seq 1 3 23 | xargs echo
printf '%05d %x %s %c|%-6s|%.3f\n' 42 255 text char left 3.14159
expr 6 '*' 7; expr abcdef : 'abc\(.*\)'
echo '2^70 + 1' | bc
echo '3 4 5' | awk '{ print $1 + $2 * $3 }'
comm() { echo "own $*"; }; comm function

step bytes
dd if=/dev/zero bs=1024 count=8 2>/dev/null | wc -c
seq 1 1000 >numbers
md5sum numbers; sha1sum numbers; sha256sum numbers; crc32 numbers
od -A d -t x1 numbers | head -n 2
hexdump -C numbers | tail -n 2; xxd -l 16 numbers
dd if=numbers of=piece bs=10 skip=3 count=2 2>/dev/null; cat piece; echo
cp numbers other; echo end >>other; cmp numbers other; diff numbers other; echo "status $?"
base64 piece; base64 piece | base64 -d | cmp - piece && echo same
truncate -s 100 other; wc -c other
strings -n 4 numbers | head -n 1
tee one two <piece >/dev/null; cmp one two && echo teed

step shell
x=outer; (x=inner; echo $x); echo $x
f() { local y=$1; shift; echo "$y $# $*"; return 7; }; f a b c; echo "status $?"
for i in 1 2 3; do [ $i = 2 ] && continue; echo "i $i"; done
i=0; while :; do i=$((i + 1)); [ $i -gt 4 ] && break; done; echo $i
x=word; case $x in w*d) echo matched ;; *) echo other ;; esac
x=outer; echo ${x#ou} ${x%er} ${x:-no} ${none:-default} ${#x}
set -- one 'two three' four; echo $#; shift; echo "$1"
echo $((0x10 + 07 * (3 - 1) % 5)) $((1 << 20)) $((-7 / 2))
cat <<END
here $((40 + 2)) $(echo nested | tr a-z A-Z)
END
echo glob: a/* ; echo 'no'*'glob'
read first rest <<END
alpha beta gamma
END
echo "$rest,$first"
echo out; { echo err >&2; } 2>/dev/null
{ echo grouped; echo lines; } | wc -l
true && echo yes || echo no; false && echo yes || echo no
eval 'echo evaluated $x'
type f | head -n 1
exec 5>fd; echo through five >&5; exec 5>&-; cat fd
exec 6<a/list; read line <&6; echo "$line"; read line <&6; echo "$line"; exec 6<&-
echo "$(printf 'a\nb\n' | while read l; do echo "<$l>"; done)"

step processes
(exit 3); echo "status $?"
sleep 0.01 & wait $!; echo "waited $?"
(while :; do :; done) & kill $!; wait $! 2>/dev/null; echo "killed $?"
trap 'echo trapped' USR1; kill -USR1 $$; trap - USR1
(trap 'echo leaving' EXIT; echo inside)
seq 1 20000 | head -n 1
yes | head -n 3
(echo one >job1) & (echo two >job2) & wait; cat job1 job2
echo a | (echo b | (cat; cat /dev/null); cat)
nosuchcommand 2>/dev/null; echo "status $?"
sh -c 'echo "child $0 $1"; exit 5' name argument; echo "status $?"
ulimit -n >/dev/null; echo "status $?"

step archives
tar -cf a.tar a; tar -tf a.tar | sort
mkdir x; tar -xf a.tar -C x; cat x/a/b/c/moved | sort | head -n 1
gzip -c numbers >n.gz; gunzip -c n.gz | md5sum
bzip2 -c numbers | bunzip2 -c | cmp - numbers && echo bzip2
echo a/list | cpio -o -H newc 2>/dev/null | wc -c

step time
date -u -d '2024-02-29 12:34:56' '+%A %j %s'
date -u -d @1000000000 '+%c'
TZ=CET-1CEST date -d @1720000000 '+%H:%M %Z'
cal 2 2024

step system
uname -s; uname -m
cat /proc/self/comm 2>/dev/null >/dev/null; echo "status $?"
ls /proc/self/fd >/dev/null; echo "status $?"
dirname /a/b/c; basename /a/b/c.txt .txt; realpath a/b/../b/link | sed 's#.*/here/#here/#'
(export A=1 B=2; env | grep '^[AB]=' | sort)
cd .. && rm -r here && ls -1 | wc -l
echo "steps $n"
