package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
)

type listed struct {
	ImportPath string
	Name       string
	Dir        string
	GoFiles    []string
	EmbedFiles []string
	Module     *struct {
		Path, Version, Dir string
		Main               bool
	}
}

type goPackage struct {
	listed
	shaken bool
	files  []*goFile
	decls  map[string][]*decl
	// methods by the name of their type.
	methods map[string][]*decl
	inits   []*decl
	reached bool
}

type goFile struct {
	pkg    *goPackage
	name   string
	source []byte
	syntax *ast.File
	fset   *token.FileSet
	// imports by their name in the file.
	imports map[string]string
	used    map[string]bool
	kept    []*decl
	// registers is whether it imports a package that is shaken for its initialization.
	registers bool
}

// decl is one declaration: a function, a type, a variable, or a group of constants.
type decl struct {
	file    *goFile
	node    ast.Node
	keyword string
	method  string
	kept    bool
	// from is the declaration that reaches it.
	from *decl
}

func listPackages(cuts Cuts) (map[string]*goPackage, error) {
	args := []string{"list", "-deps", "-e", "-tags", cuts.Tags, "-json=ImportPath,Name,Dir,GoFiles,EmbedFiles,Module", "."}
	for path := range cuts.Mains {
		args = append(args, path)
	}
	command := exec.Command("go", args...)
	command.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, stderr.String())
	}
	packages := map[string]*goPackage{}
	decoder := json.NewDecoder(bytes.NewReader(output))
	for {
		var one listed
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if cuts.Mains[one.ImportPath] != nil {
			one.Name = path.Base(one.ImportPath)
		}
		shaken := one.Module != nil && slices.Contains(cuts.Modules, one.Module.Path)
		packages[one.ImportPath] = &goPackage{listed: one, shaken: shaken, decls: map[string][]*decl{}, methods: map[string][]*decl{}}
	}
	return packages, nil
}

func (p *goPackage) parse(packages map[string]*goPackage) error {
	for _, name := range p.GoFiles {
		source, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		syntax, err := parser.ParseFile(fset, name, source, parser.ParseComments)
		if err != nil {
			return err
		}
		file := &goFile{pkg: p, name: name, source: source, syntax: syntax, fset: fset, imports: map[string]string{}, used: map[string]bool{}}
		for _, spec := range syntax.Imports {
			path := pathOf(spec)
			imported := packages[path]
			alias := filepath.Base(path)
			if imported != nil && imported.Name != "" {
				alias = imported.Name
			}
			if spec.Name != nil {
				alias = spec.Name.Name
			}
			if alias == "." {
				return fmt.Errorf("%s/%s imports %s into its own names", p.ImportPath, name, path)
			}
			if alias != "_" {
				file.imports[alias] = path
			}
		}
		p.files = append(p.files, file)
		for _, node := range syntax.Decls {
			p.add(file, node)
		}
	}
	return nil
}

func (p *goPackage) add(file *goFile, node ast.Decl) {
	switch node := node.(type) {
	case *ast.FuncDecl:
		one := &decl{file: file, node: node}
		switch {
		case node.Recv != nil:
			one.method = node.Name.Name
			name := receiver(node)
			p.methods[name] = append(p.methods[name], one)
		case node.Name.Name == "init":
			p.inits = append(p.inits, one)
		default:
			p.decls[node.Name.Name] = append(p.decls[node.Name.Name], one)
		}
	case *ast.GenDecl:
		switch node.Tok {
		case token.CONST:
			one := &decl{file: file, node: node}
			for _, spec := range node.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					p.decls[name.Name] = append(p.decls[name.Name], one)
				}
			}
		case token.VAR, token.TYPE:
			for _, spec := range node.Specs {
				one := &decl{file: file, node: spec, keyword: node.Tok.String() + " "}
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						p.decls[name.Name] = append(p.decls[name.Name], one)
					}
				case *ast.TypeSpec:
					p.decls[spec.Name.Name] = append(p.decls[spec.Name.Name], one)
				}
			}
		}
	}
}

func receiver(node *ast.FuncDecl) string {
	expression := node.Recv.List[0].Type
	for {
		switch typed := expression.(type) {
		case *ast.StarExpr:
			expression = typed.X
		case *ast.IndexExpr:
			expression = typed.X
		case *ast.IndexListExpr:
			expression = typed.X
		case *ast.Ident:
			return typed.Name
		default:
			return ""
		}
	}
}
