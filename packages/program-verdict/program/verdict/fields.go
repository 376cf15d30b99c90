package verdict

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
)

var unknownField = regexp.MustCompile(`field \S+ not found in (?:type|struct) (\S+)`)

// Decoded are the types into which a stand-in of a YAML package decoded the last document.
var Decoded []reflect.Type

// known returns the fields of the type in which a problem's field does not exist.
func (k Kind) known(problem Problem) []string {
	found := unknownField.FindStringSubmatch(problem.Message)
	if found == nil || len(problem.Path) == 0 {
		return nil
	}
	in := named(Decoded, found[1])
	if k.Type != nil {
		in = typeAt(reflect.TypeOf(k.Type), problem.Path[:len(problem.Path)-1])
	}
	if in == nil {
		return nil
	}
	fields := map[string]reflect.Type{}
	addFields(in, fields)
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	if k.Fields != nil {
		names = append(names, k.Fields(in)...)
	}
	slices.Sort(names)
	return names
}

// named finds the type with a name in types and in their fields.
func named(types []reflect.Type, name string) reflect.Type {
	seen := map[reflect.Type]bool{}
	for len(types) > 0 {
		one := element(types[0])
		types = types[1:]
		if seen[one] {
			continue
		}
		seen[one] = true
		switch one.Kind() {
		case reflect.Slice, reflect.Array, reflect.Map:
			types = append(types, one.Elem())
		case reflect.Struct:
			if one.String() == name {
				return one
			}
			for index := range one.NumField() {
				types = append(types, one.Field(index).Type)
			}
		}
	}
	return nil
}

// typeAt follows a path through the types that YAML is decoded into.
func typeAt(from reflect.Type, path []any) reflect.Type {
	for _, step := range path {
		from = element(from)
		switch from.Kind() {
		case reflect.Struct:
			name, ok := step.(string)
			if !ok {
				return nil
			}
			fields := map[string]reflect.Type{}
			addFields(from, fields)
			if from = fields[name]; from == nil {
				return nil
			}
		case reflect.Slice, reflect.Array, reflect.Map:
			from = from.Elem()
		default:
			return nil
		}
	}
	if from = element(from); from.Kind() != reflect.Struct {
		return nil
	}
	return from
}

func element(from reflect.Type) reflect.Type {
	for from.Kind() == reflect.Pointer {
		from = from.Elem()
	}
	return from
}

func addFields(from reflect.Type, fields map[string]reflect.Type) {
	for index := range from.NumField() {
		field := from.Field(index)
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case name == "-" || !field.IsExported():
		case strings.Contains(options, "inline"):
			if inner := element(field.Type); inner.Kind() == reflect.Struct {
				addFields(inner, fields)
			}
		case name == "":
			fields[strings.ToLower(field.Name)] = field.Type
		default:
			fields[name] = field.Type
		}
	}
}
