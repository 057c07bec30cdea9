package main

import (
	"bytes"
	"encoding/json"
	"strings"
)

type conversation struct {
	Name      string
	Messages  []message
	Tools     []json.RawMessage
	Prompt    bool
	Variables map[string]any
}

// message is what a template sees; what it is made of comes with the names of OpenAI's protocol.
type message struct {
	Role       string
	Content    string
	Thinking   string
	Images     []string
	ToolCalls  []toolCall
	ToolName   string
	ToolCallID string
	fits       bool
}

type toolCall struct {
	ID       string
	Function toolCallFunction
}

type toolCallFunction struct {
	Index     int
	Name      string
	Arguments arguments
}

type arguments map[string]any

func (a arguments) String() string { return functions["json"].(func(any) string)(map[string]any(a)) }

func (m *message) UnmarshalJSON(text []byte) error {
	var given struct {
		Role             string
		Content          any
		ReasoningContent string `json:"reasoning_content"`
		Name             string
		ToolCallID       string `json:"tool_call_id"`
		ToolCalls        []struct {
			ID       string
			Function struct {
				Name      string
				Arguments any
			}
		} `json:"tool_calls"`
	}
	if err := json.Unmarshal(text, &given); err != nil {
		return err
	}
	m.Role, m.Thinking, m.ToolName = given.Role, given.ReasoningContent, given.Name
	m.ToolCallID = given.ToolCallID
	m.fits = true
	switch content := given.Content.(type) {
	case string:
		m.Content = content
	case []any:
		for _, part := range content {
			if text, is := part.(map[string]any)["text"].(string); is {
				m.Content += text
			}
		}
	}
	for i, call := range given.ToolCalls {
		named, is := call.Function.Arguments.(map[string]any)
		m.fits = m.fits && is
		function := toolCallFunction{i, call.Function.Name, named}
		m.ToolCalls = append(m.ToolCalls, toolCall{call.ID, function})
	}
	return nil
}

// fits says whether a Go program could have got the conversation: arguments of a call are a map there.
func (c conversation) fits() bool {
	for _, m := range c.Messages {
		if !m.fits {
			return false
		}
	}
	return true
}

func (c conversation) thinking() (think, set bool) {
	for _, name := range []string{"enable_thinking", "thinking"} {
		if value, is := c.Variables[name].(bool); is {
			return value, true
		}
	}
	return false, false
}

// collated joins neighbours of one role, but for results of tools.
func (c conversation) collated() (string, []*message) {
	var system []string
	var messages []*message
	for i := range c.Messages {
		m := c.Messages[i]
		if m.Role == "system" {
			system = append(system, m.Content)
		}
		last := len(messages) - 1
		if last >= 0 && messages[last].Role == m.Role && m.Role != "tool" {
			messages[last].Content += "\n\n" + m.Content
		} else {
			messages = append(messages, &m)
		}
	}
	return strings.Join(system, "\n\n"), messages
}

type tools []tool

func (t tools) String() string {
	var out []string
	for _, each := range t {
		out = append(out, each.String())
	}
	return "[" + strings.Join(out, ",") + "]"
}

func (t tools) MarshalJSON() ([]byte, error) { return []byte(t.String()), nil }

// tool keeps its JSON as it was given: that is how it prints.
type tool struct {
	Type     string
	Function toolFunction
	raw      string
}

func (t tool) String() string { return t.raw }

func (t tool) MarshalJSON() ([]byte, error) { return []byte(t.raw), nil }

type toolFunction struct {
	Name        string
	Description string
	Parameters  struct {
		Type       string
		Required   []string
		Properties map[string]property
	}
	raw string
}

func (f toolFunction) MarshalJSON() ([]byte, error) { return []byte(f.raw), nil }

func (f toolFunction) String() string { return f.raw }

type property struct {
	Type        propertyType
	Description string
}

type propertyType []string

func (p propertyType) String() string {
	if len(p) == 1 {
		return p[0]
	}
	return "[" + strings.Join(p, " ") + "]"
}

func (p *propertyType) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*p = propertyType{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(p))
}

func (c conversation) tools() tools {
	var all tools
	for _, given := range c.Tools {
		var t tool
		check(json.Unmarshal(given, &t))
		t.raw = compact(given)
		var parts map[string]json.RawMessage
		check(json.Unmarshal(given, &parts))
		t.Function.raw = compact(parts["function"])
		all = append(all, t)
	}
	return all
}

// compact writes JSON as json.Marshal would, in the order of what was given.
func compact(given []byte) string {
	var out bytes.Buffer
	decoder := json.NewDecoder(bytes.NewReader(given))
	decoder.UseNumber()
	value(decoder, &out)
	return out.String()
}

func value(decoder *json.Decoder, out *bytes.Buffer) {
	token, err := decoder.Token()
	check(err)
	delimiter, is := token.(json.Delim)
	if !is {
		text, err := json.Marshal(token)
		check(err)
		out.Write(text)
		return
	}
	out.WriteString(delimiter.String())
	for i := 0; decoder.More(); i++ {
		if i > 0 {
			out.WriteByte(',')
		}
		value(decoder, out)
		if delimiter == '{' {
			out.WriteByte(':')
			value(decoder, out)
		}
	}
	end, err := decoder.Token()
	check(err)
	out.WriteString(end.(json.Delim).String())
}
