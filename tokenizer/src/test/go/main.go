// Writes what Go's text/template makes of templates as ollama keeps them:
//
//	go run . ../resources/org/llamajvm/tokenizer/chat ../resources/org/llamajvm/tokenizer/gotemplate
//
// The first directory has conversations.json and ollama/*.gotmpl and gets ollama.json; the second one
// gets language.json. Made with Go 1.19.8; nothing in it is random. The data that templates see are
// those that ollama documents, and the steps are its own: what .Messages is given, and how a template
// without it is executed.
package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"text/template"
	"text/template/parse"
)

const date = "2026-03-07"

var functions = template.FuncMap{
	"json": func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return string(text)
	},
	"currentDate":   func() string { return date },
	"yesterdayDate": func() string { return "2026-03-06" },
}

func main() {
	chat, language := os.Args[1], os.Args[2]
	write(filepath.Join(chat, "ollama.json"), `"expected"`, conversations(chat))
	write(filepath.Join(language, "language.json"), `"data": `+data+`, "cases"`, languageCases())
}

// write puts one line for each result, after what stands before them.
func write(file, before string, results []any) {
	var out bytes.Buffer
	out.WriteString(`{"version": "` + runtime.Version() + `", ` + before + ": [\n")
	for i, result := range results {
		line, err := json.Marshal(result)
		check(err)
		out.Write(line)
		if i < len(results)-1 {
			out.WriteString(",")
		}
		out.WriteString("\n")
	}
	out.WriteString("]}\n")
	check(os.WriteFile(file, out.Bytes(), 0o644))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

type result struct {
	Template     string `json:"template"`
	Conversation string `json:"conversation"`
	Text         string `json:"text"`
	Error        bool   `json:"error,omitempty"`
}

func conversations(chat string) []any {
	var given struct {
		Conversations []conversation
	}
	text, err := os.ReadFile(filepath.Join(chat, "conversations.json"))
	check(err)
	check(json.Unmarshal(text, &given))
	files, err := filepath.Glob(filepath.Join(chat, "ollama", "*.gotmpl"))
	check(err)
	sort.Strings(files)
	var results []any
	for _, file := range files {
		source, err := os.ReadFile(file)
		check(err)
		for _, c := range given.Conversations {
			if !c.fits() {
				continue
			}
			text, err := render(string(source), c)
			results = append(results, result{
				Template:     strings.TrimSuffix(filepath.Base(file), ".gotmpl"),
				Conversation: c.Name,
				Text:         text,
				Error:        err != nil,
			})
		}
	}
	return results
}

// parsed gives the template, and whether it takes all messages at once.
func parsed(source string) (*template.Template, bool) {
	t := template.Must(template.New("").Option("missingkey=zero").Funcs(functions).Parse(source))
	names := map[string]bool{}
	for _, each := range t.Templates() {
		walk(each.Tree.Root, func(n parse.Node) {
			switch n := n.(type) {
			case *parse.FieldNode:
				for _, name := range n.Ident {
					names[strings.ToLower(name)] = true
				}
			case *parse.VariableNode:
				for _, name := range n.Ident {
					names[strings.ToLower(name)] = true
				}
			}
		})
	}
	if !names["messages"] && !names["response"] {
		t = template.Must(template.New("").Funcs(functions).Parse(source + "{{ .Response }}"))
	}
	return t, names["messages"]
}

func render(source string, c conversation) (string, error) {
	t, takesMessages := parsed(source)
	system, messages := c.collated()
	think, set := c.thinking()
	var out bytes.Buffer
	data := map[string]any{"Think": think, "ThinkLevel": "", "IsThinkSet": set}
	if takesMessages {
		data["System"] = system
		data["Messages"] = messages
		data["Tools"] = c.tools()
		data["Response"] = ""
		err := t.Execute(&out, data)
		return out.String(), err
	}
	turn := map[string]string{}
	execute := func(t *template.Template) error {
		for _, name := range []string{"System", "Prompt", "Response"} {
			data[name] = turn[name]
		}
		turn = map[string]string{}
		return t.Execute(&out, data)
	}
	for _, m := range messages {
		ends := m.Role == "system" && (turn["Prompt"] != "" || turn["Response"] != "") ||
			m.Role == "user" && turn["Response"] != ""
		if ends {
			if err := execute(t); err != nil {
				return "", err
			}
		}
		switch m.Role {
		case "system":
			turn["System"] = m.Content
		case "user":
			turn["Prompt"] = m.Content
		case "assistant":
			turn["Response"] = m.Content
		}
	}
	last := t
	if c.Prompt {
		last = template.Must(t.Clone())
		found := false
		cut(last.Tree.Root, &found)
	}
	err := execute(last)
	return out.String(), err
}

// cut takes away what comes after the first action that writes .Response.
func cut(list *parse.ListNode, found *bool) {
	if list == nil {
		return
	}
	var kept []parse.Node
	for _, n := range list.Nodes {
		if *found {
			break
		}
		kept = append(kept, n)
		switch n := n.(type) {
		case *parse.ActionNode:
			walk(n, func(inner parse.Node) {
				if field, is := inner.(*parse.FieldNode); is {
					for _, name := range field.Ident {
						*found = *found || name == "Response"
					}
				}
			})
		case *parse.IfNode:
			cut(n.List, found)
			cut(n.ElseList, found)
		case *parse.WithNode:
			cut(n.List, found)
			cut(n.ElseList, found)
		case *parse.RangeNode:
			cut(n.List, found)
			cut(n.ElseList, found)
		}
	}
	list.Nodes = kept
}

func walk(n parse.Node, visit func(parse.Node)) {
	visit(n)
	branch := func(b *parse.BranchNode) {
		walk(b.Pipe, visit)
		walk(b.List, visit)
		if b.ElseList != nil {
			walk(b.ElseList, visit)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, each := range n.Nodes {
			walk(each, visit)
		}
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			walk(n.Pipe, visit)
		}
	case *parse.PipeNode:
		for _, command := range n.Cmds {
			for _, argument := range command.Args {
				walk(argument, visit)
			}
		}
	}
}
