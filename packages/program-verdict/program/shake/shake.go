package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

type shaker struct {
	cuts     Cuts
	packages map[string]*goPackage
	methods  map[string]bool
	queue    []*decl
	// The types that are kept, with their methods that are not.
	types    []keptType
	found    map[string]bool
	visiting *decl
}

type keptType struct {
	pkg  *goPackage
	name string
}

func newShaker(cuts Cuts, packages map[string]*goPackage) *shaker {
	s := &shaker{cuts: cuts, packages: packages, methods: map[string]bool{}, found: map[string]bool{}}
	for _, name := range cuts.Methods {
		s.methods[name] = true
	}
	return s
}

func (s *shaker) run() error {
	for _, p := range s.packages {
		if p.shaken || p.Module != nil && p.Module.Main {
			if err := p.parse(s.packages); err != nil {
				return err
			}
		}
	}
	for _, p := range s.packages {
		if p.Module == nil || !p.Module.Main {
			continue
		}
		for _, file := range p.files {
			for _, node := range file.syntax.Decls {
				s.visit(file, node)
			}
			for _, spec := range file.syntax.Imports {
				s.reach(pathOf(spec))
			}
		}
	}
	for len(s.queue) > 0 {
		one := s.queue[0]
		s.queue = s.queue[1:]
		s.visiting = one
		s.visit(one.file, one.node)
		if len(s.queue) == 0 {
			s.keepMethods()
		}
	}
	for _, name := range slices.Concat(s.cuts.Removed, s.cuts.Hollow, keys(s.cuts.Ends)) {
		if !s.found[name] {
			return fmt.Errorf("%s is to be cut, but does not exist", name)
		}
	}
	return nil
}

// why prints how declarations whose names contain the text are reached.
func (s *shaker) why(text string) {
	for _, p := range s.packages {
		for _, file := range p.files {
			for _, one := range file.kept {
				if !strings.Contains(one.String(), text) {
					continue
				}
				line := ""
				for at := one; at != nil && len(line) < 2000; at = at.from {
					line += at.String() + " <- "
				}
				println(line)
			}
		}
	}
}

func (d *decl) isConstant() bool {
	_, ok := d.node.(*ast.GenDecl)
	return ok
}

func (d *decl) String() string {
	text := d.file.text(d.node)
	return d.file.pkg.ImportPath + "/" + strings.SplitN(text, "\n", 2)[0]
}

func keys(m map[string]string) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	return names
}

func (s *shaker) keepMethods() {
	for _, kept := range s.types {
		for _, method := range kept.pkg.methods[kept.name] {
			if s.methods[method.method] {
				s.keep(method)
			}
		}
	}
}

func (s *shaker) keep(one *decl) {
	if one.kept {
		return
	}
	one.kept = true
	one.from = s.visiting
	one.file.kept = append(one.file.kept, one)
	s.queue = append(s.queue, one)
	s.reach(one.file.pkg.ImportPath)
	if spec, ok := one.node.(*ast.TypeSpec); ok {
		s.types = append(s.types, keptType{one.file.pkg, spec.Name.Name})
	}
}

// reach keeps the initialization of a package.
func (s *shaker) reach(path string) {
	p := s.packages[path]
	if p == nil || !p.shaken || p.reached || s.cuts.StandIns[path] != "" {
		return
	}
	p.reached = true
	for _, one := range p.inits {
		// Generated code registers messages, which no document contains.
		if strings.HasSuffix(one.file.name, ".pb.go") {
			continue
		}
		function := one.node.(*ast.FuncDecl)
		if body, isCut := s.cut(one.file, function); !isCut || len(body) > 0 {
			s.keep(one)
		}
	}
	for _, file := range p.files {
		for _, spec := range file.syntax.Imports {
			if s.isRegistration(spec) {
				file.registers = true
				s.reach(pathOf(spec))
			}
		}
	}
}

// isRegistration is whether an import only initializes a package that is shaken.
func (s *shaker) isRegistration(spec *ast.ImportSpec) bool {
	p := s.packages[pathOf(spec)]
	return spec.Name != nil && spec.Name.Name == "_" && p != nil && p.shaken
}

func pathOf(spec *ast.ImportSpec) string { return spec.Path.Value[1 : len(spec.Path.Value)-1] }

func (s *shaker) mark(p *goPackage, name string) {
	if p == nil || !p.shaken {
		return
	}
	for _, one := range s.cuts.Mains[p.ImportPath] {
		if one.Name == name {
			name = one.Original
		}
	}
	for _, one := range p.decls[name] {
		s.keep(one)
	}
}

func (s *shaker) visit(file *goFile, node ast.Node) {
	if spec, ok := node.(*ast.TypeSpec); ok && s.isHollow(file, spec.Name.Name) {
		return
	}
	function, ok := node.(*ast.FuncDecl)
	if !ok {
		s.walk(file, node)
		return
	}
	if function.Recv != nil {
		s.walk(file, function.Recv)
	}
	s.walk(file, function.Type)
	if body, isCut := s.cut(file, function); isCut {
		for _, statement := range body {
			s.walk(file, statement)
		}
	} else if function.Body != nil {
		s.walk(file, function.Body)
	}
}

func (s *shaker) walk(file *goFile, node ast.Node) {
	ast.Inspect(node, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.SelectorExpr:
			if x, ok := node.X.(*ast.Ident); ok && x.Obj == nil {
				if path, isImport := file.imports[x.Name]; isImport {
					file.used[x.Name] = true
					s.reach(path)
					if s.cuts.StandIns[path] == "" {
						s.mark(s.packages[path], node.Sel.Name)
					}
					return false
				}
			}
			s.methods[node.Sel.Name] = true
			s.walk(file, node.X)
			return false
		case *ast.Field:
			s.walk(file, node.Type)
			return false
		case *ast.KeyValueExpr:
			// The name of a field, or the key of a map, which is no function.
			if key, ok := node.Key.(*ast.Ident); ok {
				for _, one := range file.pkg.decls[key.Name] {
					if _, isValue := one.node.(*ast.ValueSpec); isValue || one.keyword == "" && one.isConstant() {
						s.mark(file.pkg, key.Name)
					}
				}
				s.walk(file, node.Value)
				return false
			}
		case *ast.InterfaceType:
			for _, method := range node.Methods.List {
				for _, name := range method.Names {
					s.methods[name.Name] = true
				}
			}
		case *ast.Ident:
			if node.Obj == nil || isTopLevel(file, node.Obj) {
				s.mark(file.pkg, node.Name)
			}
		}
		return true
	})
}

func isTopLevel(file *goFile, object *ast.Object) bool {
	return file.syntax.Scope.Lookup(object.Name) == object
}

// isHollow is whether a type has no fields.
func (s *shaker) isHollow(file *goFile, name string) bool {
	full := file.pkg.ImportPath + "." + name
	if !slices.Contains(s.cuts.Hollow, full) {
		return false
	}
	s.found[full] = true
	return true
}

// cut returns the statements that stay of a function that is cut.
func (s *shaker) cut(file *goFile, function *ast.FuncDecl) ([]ast.Stmt, bool) {
	for _, name := range names(file, function) {
		if slices.Contains(s.cuts.Removed, name) {
			s.found[name] = true
			return nil, true
		}
		if text, ok := s.cuts.Ends[name]; ok {
			for index, statement := range function.Body.List {
				if strings.Contains(file.text(statement), text) {
					s.found[name] = true
					return function.Body.List[:index], true
				}
			}
		}
	}
	if function.Recv != nil && s.isHollow(file, receiver(function)) {
		return nil, true
	}
	return nil, false
}

func names(file *goFile, function *ast.FuncDecl) []string {
	name := function.Name.Name
	full := file.pkg.ImportPath + "." + name
	if function.Recv != nil {
		full = file.pkg.ImportPath + "." + receiver(function) + "." + name
	}
	return []string{name, full, full + "@" + file.name}
}

func (f *goFile) offset(pos token.Pos) int { return f.fset.Position(pos).Offset }

func (f *goFile) text(node ast.Node) string {
	return string(f.source[f.offset(node.Pos()):f.offset(node.End())])
}
