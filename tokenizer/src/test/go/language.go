package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"text/template"
)

type languageCase struct {
	Source string `json:"source"`
	Text   string `json:"text"`
	Error  string `json:"error,omitempty"`
}

const data = `{"s": "text", "e": "", "u": "São 東京 😀", "n": 3, "z": 0, "f": 1.5, "big": 1e21, "small": 1.5e-7,
 "t": true, "no": false, "nil": null, "list": ["a", "b", "c"], "none": [], "nested": [[1, 2], [3]],
 "map": {"b": 2, "a": "<&>", "c": [true, null]}, "deep": {"a": {"b": {"c": "far"}}}, "html": "<a href=\"x\">&'"}`

// sources are executed with the data above.
var sources = strings.Split(strings.TrimSpace(`
plain
{{ .s }}
a {{- .s -}} b
a {{ .s }} b
a  {{- /* comment */ -}}  b
a {{/* comment */}} b
{{ "quoted \"text\" \t \u00e9 \x41 \101" }}
{{ `+"`raw \\n text`"+` }}
{{ 'a' }} {{ '\n' }} {{ 'é' }}
{{ 42 }} {{ -7 }} {{ 0x1F }} {{ 1.5 }} {{ 1e3 }} {{ .5 }} {{ 1_000 }}
{{ true }} {{ false }}
{{ .missing }}
{{ .nil }}
{{ .n }} {{ .f }} {{ .big }} {{ .small }} {{ .t }}
{{ .list }} {{ .none }} {{ .nested }}
{{ .deep.a.b.c }}
{{ .deep.x }}
{{ .deep.x.y }}
{{ .s.x }}
{{ (.deep).a.b }}
{{ (index .list 1) }}
{{ if .s }}yes{{ end }}
{{ if .e }}yes{{ else }}no{{ end }}
{{ if .z }}1{{ else if .n }}2{{ else }}3{{ end }}
{{ if .none }}1{{ else if .no }}2{{ else }}3{{ end }}
{{ if .missing }}1{{ else }}2{{ end }}
{{ with .s }}[{{ . }}]{{ end }}
{{ with .e }}[{{ . }}]{{ else }}none {{ .s }}{{ end }}
{{ with $x := .n }}{{ $x }} {{ . }}{{ end }}
{{ range .list }}{{ . }},{{ end }}
{{ range $x := .list }}{{ $x }}{{ . }},{{ end }}
{{ range $i, $x := .list }}{{ $i }}={{ $x }},{{ end }}
{{ range .none }}x{{ else }}empty{{ end }}
{{ range .missing }}x{{ else }}empty{{ end }}
{{ range $k, $v := .map }}{{ $k }}:{{ $v }};{{ end }}
{{ range .list }}{{ if eq . "b" }}{{ break }}{{ end }}{{ . }}{{ end }}
{{ range .list }}{{ if eq . "b" }}{{ continue }}{{ end }}{{ . }}{{ end }}
{{ range .nested }}{{ range . }}{{ . }}{{ if eq . 1 }}{{ break }}{{ end }}{{ end }}|{{ end }}
{{ range .s }}x{{ end }}
{{ break }}
{{ range .list }}{{ template "x" }}{{ end }}{{ define "x" }}{{ break }}{{ end }}
{{ $x := .s }}{{ $x }}
{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}
{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x }}{{ end }}{{ $x }}
{{ $x := 1 }}{{ range .list }}{{ $x = . }}{{ end }}{{ $x }}
{{ $x := 0 }}{{ range $i, $_ := .list }}{{ $x = $i }}{{ end }}{{ $x }}
{{ $y }}
{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}
{{ range .list }}{{ $.s }}{{ end }}
{{ $.deep.a.b.c }}
{{ $m := .deep }}{{ $m.a.b.c }}
{{ eq .s "text" }} {{ eq .n 3 }} {{ eq .n 1 2 3 }} {{ eq .t true }}
{{ eq .s .n }}
{{ eq .f 1 }}
{{ eq .nil nil }}
{{ eq .missing nil }}
{{ eq .s nil }}
{{ eq .list .list }}
{{ eq .s }}
{{ ne .s "x" }} {{ ne .n 3 }}
{{ lt 1 2 }} {{ le 2 2 }} {{ gt 1 2 }} {{ ge 2 2 }} {{ lt "a" "b" }} {{ lt 1.5 2.5 }}
{{ lt .u "T" }} {{ gt .u "東" }}
{{ lt 1 "a" }}
{{ lt true false }}
{{ and .s .n }} {{ and .e .n }}| {{ or .e .n }} {{ or .s .n }} {{ or .e .z }}
{{ and true (or false (not .e)) }}
{{ or .s (index .list 99) }}
{{ and .e (index .list 99) }}
{{ not .s }} {{ not .e }} {{ not 0 }}
{{ not }}
{{ len .s }} {{ len .u }} {{ len .list }} {{ len .map }} {{ len .none }}
{{ len .n }}
{{ len 1 2 }}
{{ index .list 0 }} {{ index .map "a" }} {{ index .nested 0 1 }} {{ index .s 0 }} {{ index .map "zz" }}
{{ index .list 3 }}
{{ index .list -1 }}
{{ index .list "a" }}
{{ index .n 0 }}
{{ slice .list 1 }} {{ slice .list 1 2 }} {{ slice .s 1 3 }} {{ slice .list 3 }} {{ slice .list }}
{{ slice .list 4 }}
{{ slice .list 2 1 }}
{{ slice .map 1 }}
{{ slice .u 0 4 }}
{{ print .s .n .t "x" 1 2 }} {{ println .s .n }}
{{ printf "%s-%d-%v-%q-%t-%%" .s .n .f .s .t }}
{{ .s | printf "%s %s" "a" }}
{{ .s | len }} {{ .list | len | eq 3 }}
{{ "a" | print "b" | print "c" }}
{{ .e | or "x" }} {{ .s | and "x" }}
{{ json .s }} {{ json .map }} {{ json .list }} {{ json .html }} {{ json .f }} {{ json .big }} {{ json .small }} {{ json .nil }} {{ json .u }}
{{ json "a\u2028\u0001\tb" }}
{{ currentDate }} {{ yesterdayDate }}
{{ template "x" .s }}{{ define "x" }}<{{ . }}>{{ end }}
{{ define "x" }}<{{ . }}>{{ end }}{{ range .list }}{{ template "x" . }}{{ end }}
{{ template "x" }}{{ define "x" }}[{{ . }}]{{ end }}
{{ template "nothing" }}
{{ block "b" .n }}<{{ . }}>{{ end }}
{{ define "x" }}{{ $.s }}{{ end }}{{ template "x" . }}
{{ if and (eq .n 3) (ne .s "") }}both{{ end }}
{{- if .s }} a {{- end }} b {{ if .s -}} c {{ end -}} d
{{ .s }
{{ .s
{{ if .s }}
{{ end }}
{{ else }}
{{ if .s }}{{ else }}{{ else }}{{ end }}
{{ }}
{{ if }}{{ end }}
{{ nosuch .s }}
{{ .s .n }}
{{ "a" "b" }}
{{ 1 | 2 }}
{{ | len }}
{{ (.s }}
{{ .s) }}
{{ .s ! }}
{{ "open }}
{{ 1x }}
{{ /* not closed }}
{{ $x = 1 }}
{{ $x, $y := .list }}
{{ .s.t.u }}
{{ . | json | len | lt 10 }}
{{ nil }}
{{ (nil) }}
{{ with . }}{{ .s }}{{ with .deep }}{{ .a.b.c }}{{ $.s }}{{ end }}{{ end }}
{{ range $i, $m := .nested }}{{ $last := eq (len (slice $.nested $i)) 1 }}{{ $last }} {{ end }}
{{.s}}{{-  .s}}{{.s  -}}
{{ -3 }}{{- 3 }} {{ 3 -}} x
{{ "}}" }} {{ "{{" }}
a}} b {{ "x" }} c
`), "\n")

func languageCases() []any {
	var values map[string]any
	check(json.Unmarshal([]byte(data), &values))
	whole(values)
	var cases []any
	for _, source := range sources {
		result := languageCase{Source: source}
		t, err := template.New("").Option("missingkey=zero").Funcs(functions).Parse(source)
		if err != nil {
			result.Error = "parse"
		} else {
			var out bytes.Buffer
			if err := t.Execute(&out, values); err != nil {
				result.Error = "execute"
			} else {
				result.Text = out.String()
			}
		}
		cases = append(cases, result)
	}
	return cases
}

// whole makes integers of the numbers that are some: JSON has one kind of number.
func whole(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, each := range value {
			value[key] = whole(each)
		}
	case []any:
		for i, each := range value {
			value[i] = whole(each)
		}
	case float64:
		if value == float64(int(value)) && value < 1e9 {
			return int(value)
		}
	}
	return value
}
