# Prints the README of the chart with the table of its values made anew from the comments of values.yaml:
#
#   awk -f tools/chart-readme.awk VALUES README
#
# The comment above a key becomes its description, and what the key holds its default. A key without a comment is a group
# of keys that have one each; a value without a comment is an error.

function fail(text) {
  print "tools/chart-readme.awk: " text > "/dev/stderr"
  failed = 1
  exit 1
}

function add_row() {
  if (path == "") return
  while (depth-- > 0) default_ = default_ "}"
  gsub(/\|/, "\\|", default_)
  gsub(/\|/, "\\|", description)
  rows = rows "| `" path "` | `" default_ "` | " description " |\n"
  path = ""
}

# A line of the map that is the default of a commented key, in the flow style of YAML.
function add_to_default(level, key, value) {
  for (; depth > level - row_level; depth--) default_ = default_ "}"
  if (default_ !~ /[{]$/) default_ = default_ ", "
  default_ = default_ key ": " (value == "" ? "{" : value)
  if (value == "") depth++
}

FNR == NR && /^ *#/ {
  text = $0
  sub(/^ *# ?/, "", text)
  comment = comment (comment == "" ? "" : " ") text
  next
}

FNR == NR && /^ *[A-Za-z]+:/ {
  level = (match($0, /[^ ]/) - 1) / 2
  key = value = $0
  sub(/^ */, "", key)
  sub(/:.*/, "", key)
  sub(/^ *[A-Za-z]+: */, "", value)
  names[level] = key
  if (path != "" && level > row_level) {
    if (comment != "") fail("line " FNR ": a comment inside of the default of " path)
    add_to_default(level, key, value)
    next
  }
  add_row()
  if (comment != "") {
    for (i = 0; i <= level; i++) path = path (i ? "." : "") names[i]
    row_level = level
    description = comment
    default_ = value == "" ? "{" : value
    depth = value == "" ? 1 : 0
  } else if (value != "") {
    fail("line " FNR ": " key " has no comment")
  }
  comment = ""
  next
}

FNR == NR && /^$/ { comment = ""; next }
FNR == NR { fail("line " FNR ": write lists in brackets") }

FNR == 1 { add_row() }
/^<!-- end of values -->$/ { inside = 0 }
!inside { print }
/^<!-- values -->$/ {
  inside = found = 1
  printf "| value | default | meaning |\n| --- | --- | --- |\n%s", rows
}

END { if (!failed && (!found || inside)) fail("the README has no lines <!-- values --> and <!-- end of values -->") }
