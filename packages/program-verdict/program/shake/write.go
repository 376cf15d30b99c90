package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// write writes the modules to folders below the output, and prints the arguments of go mod edit that replace them.
func (s *shaker) write(output string) error {
	modules := map[string]string{}
	for _, p := range s.packages {
		if !p.shaken {
			continue
		}
		folder := filepath.Join(output, p.Module.Path)
		if modules[p.Module.Path] == "" {
			modules[p.Module.Path] = folder
			if err := copyFile(filepath.Join(p.Module.Dir, "go.mod"), filepath.Join(folder, "go.mod")); err != nil {
				// A module that is older than go.mod.
				if err := writeFile(filepath.Join(folder, "go.mod"), []byte("module "+p.Module.Path+"\n")); err != nil {
					return err
				}
			}
		}
		if p.reached {
			if err := s.writePackage(p, filepath.Join(folder, strings.TrimPrefix(p.ImportPath, p.Module.Path))); err != nil {
				return err
			}
		}
	}
	for path, folder := range modules {
		fmt.Printf("-replace=%s=%s\n", path, folder)
	}
	return nil
}

func (s *shaker) writePackage(p *goPackage, folder string) error {
	wrote := false
	for _, file := range p.files {
		if len(file.kept) == 0 && !file.registers {
			continue
		}
		wrote = true
		content, err := s.content(file)
		if err != nil {
			return fmt.Errorf("%s/%s: %w", p.ImportPath, file.name, err)
		}
		if err := writeFile(filepath.Join(folder, file.name), content); err != nil {
			return err
		}
	}
	for _, name := range p.EmbedFiles {
		if err := copyFile(filepath.Join(p.Dir, name), filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	if exported := s.cuts.Mains[p.ImportPath]; exported != nil {
		content := "package " + p.Name + "\n"
		for _, one := range exported {
			content += fmt.Sprintf("\nvar %s = %s\n", one.Name, one.Original)
		}
		return writeFile(filepath.Join(folder, "exported.go"), []byte(content))
	}
	if wrote {
		return nil
	}
	return writeFile(filepath.Join(folder, "empty.go"), []byte("package "+p.Name+"\n"))
}

func (s *shaker) content(file *goFile) ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "package %s\n\nimport (\n", file.pkg.Name)
	for _, spec := range file.syntax.Imports {
		if s.isUsed(file, spec) {
			fmt.Fprintln(&out, s.imported(file, spec))
		}
	}
	fmt.Fprintf(&out, ")\n\n")
	sort.Slice(file.kept, func(i, j int) bool { return file.kept[i].node.Pos() < file.kept[j].node.Pos() })
	for _, one := range file.kept {
		fmt.Fprintf(&out, "%s%s%s\n\n", directives(file, one.node), one.keyword, s.declaration(one))
	}
	formatted, err := format.Source(out.Bytes())
	if err != nil {
		return out.Bytes(), err
	}
	return formatted, nil
}

func (s *shaker) imported(file *goFile, spec *ast.ImportSpec) string {
	standIn, ok := s.cuts.StandIns[pathOf(spec)]
	if !ok {
		return file.text(spec)
	}
	for name, path := range file.imports {
		if path == pathOf(spec) {
			return fmt.Sprintf("%s %q", name, standIn)
		}
	}
	return ""
}

func (s *shaker) isUsed(file *goFile, spec *ast.ImportSpec) bool {
	path := pathOf(spec)
	if spec.Name != nil && spec.Name.Name == "_" {
		return path == "embed" || s.isRegistration(spec)
	}
	for name, imported := range file.imports {
		if imported == path && file.used[name] {
			return spec.Name == nil || spec.Name.Name == name
		}
	}
	return false
}

// directives returns the lines such as //go:embed before a declaration.
func directives(file *goFile, node ast.Node) string {
	var doc *ast.CommentGroup
	switch node := node.(type) {
	case *ast.ValueSpec:
		doc = node.Doc
	case *ast.FuncDecl:
		doc = node.Doc
	}
	var lines string
	for _, group := range file.syntax.Comments {
		if doc == nil && group.End() < node.Pos() && file.offset(node.Pos())-file.offset(group.End()) < 8 {
			doc = group
		}
	}
	if doc == nil {
		return ""
	}
	for _, comment := range doc.List {
		if strings.HasPrefix(comment.Text, "//go:embed") {
			lines += comment.Text + "\n"
		}
	}
	return lines
}

func (s *shaker) declaration(one *decl) string {
	if spec, ok := one.node.(*ast.TypeSpec); ok && s.isHollow(one.file, spec.Name.Name) {
		return spec.Name.Name + " struct{}"
	}
	function, ok := one.node.(*ast.FuncDecl)
	if !ok {
		return one.file.text(one.node)
	}
	body, isCut := s.cut(one.file, function)
	if !isCut {
		return one.file.text(one.node)
	}
	start := one.file.offset(function.Pos())
	header := string(one.file.source[start:one.file.offset(function.Body.Lbrace)])
	if s.isRemoved(one.file, function) {
		return header + "{ panic(\"not part of this program\") }"
	}
	kept := "{"
	if len(body) > 0 {
		kept = string(one.file.source[one.file.offset(function.Body.Lbrace):one.file.offset(body[len(body)-1].End())])
	}
	return header + kept + "\n" + unused(body) + zero(one.file, function) + "}"
}

func (s *shaker) isRemoved(file *goFile, function *ast.FuncDecl) bool {
	all := names(file, function)
	if slices.ContainsFunc(all, func(name string) bool { return slices.Contains(s.cuts.Removed, name) }) {
		return true
	}
	_, ends := s.cuts.Ends[all[1]]
	return !ends && function.Recv != nil && s.isHollow(file, receiver(function))
}

// unused uses the variables of the statements that stay.
func unused(body []ast.Stmt) string {
	var lines string
	for _, statement := range body {
		if assignment, ok := statement.(*ast.AssignStmt); ok && assignment.Tok.String() == ":=" {
			for _, left := range assignment.Lhs {
				if name, ok := left.(*ast.Ident); ok && name.Name != "_" {
					lines += "_ = " + name.Name + "\n"
				}
			}
		}
		if declared, ok := statement.(*ast.DeclStmt); ok {
			for _, spec := range declared.Decl.(*ast.GenDecl).Specs {
				if spec, ok := spec.(*ast.ValueSpec); ok {
					for _, name := range spec.Names {
						lines += "_ = " + name.Name + "\n"
					}
				}
			}
		}
	}
	return lines
}

// zero returns the zero values of the results.
func zero(file *goFile, function *ast.FuncDecl) string {
	if function.Type.Results == nil {
		return ""
	}
	var values []string
	for _, field := range function.Type.Results.List {
		for range max(1, len(field.Names)) {
			values = append(values, "*new("+file.text(field.Type)+")")
		}
	}
	return "return " + strings.Join(values, ", ") + "\n"
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return writeFile(to, content)
}

func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}
