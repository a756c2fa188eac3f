export VIGIE_LANG=en; cd /tmp/match-k7
for f in m5k fk1 fk2 fk3; do t=column:cluster; echo "$f $(timeout 100 ./vigie bench match $f.csv --truth $t --weights $1 2>&1 | grep -E '^(at|best|one|vigie)' | awk '{print $(NF-6),$(NF-4),$(NF-3),$NF}' | tr '\n' '|')"; done
