module shake

go 1.26.0
