package main

// Cuts is what a program leaves out of the modules that it links.
type Cuts struct {
	// Modules are shaken. The others are linked as they are.
	Modules []string `json:"modules"`
	// Tags of the build.
	Tags string `json:"tags"`
	// Methods are called by interfaces of other modules, and stay with their types.
	Methods []string `json:"methods"`
	// Removed names functions whose body panics: "NewDiscoverer" everywhere, or "path/of/package.Type.Method".
	Removed []string `json:"removed"`
	// Ends names functions that return zero values instead of the first statement that contains the text, which may be empty.
	Ends map[string]string `json:"ends"`
	// Hollow names struct types without fields, whose methods panic: "path/of/package.Type".
	Hollow []string `json:"hollow"`
	// Mains are the main packages that the program imports, with what it uses of them, in the order of the declarations.
	Mains map[string][]Exported `json:"mains"`
	// StandIns replace imported packages, by their paths.
	StandIns map[string]string `json:"standIns"`
}

// Exported is a declaration of a main package under a name that another package can use.
type Exported struct {
	Name     string `json:"name"`
	Original string `json:"original"`
}
