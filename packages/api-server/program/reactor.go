//go:build wasip1

// The WebAssembly build is a reactor: the host calls _initialize, then allocate and answer for each request.
package main

import (
	"unsafe"

	"thanos-gitops/api-server/verdict"
)

func main() {}

var (
	handler = newHandler()
	// The request and the answer stay reachable until the next call.
	request, response []byte
)

//go:wasmexport allocate
func allocate(size int32) unsafe.Pointer {
	request = make([]byte, max(size, 1))
	return unsafe.Pointer(unsafe.SliceData(request))
}

// answer returns the pointer to the answer in the upper 32 bits and its size in the lower 32 bits.
//
//go:wasmexport answer
func answer(_ unsafe.Pointer, size int32) uint64 {
	response = handler.Line(request[:size])
	return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(response))))<<32 | uint64(uint32(len(response)))
}

func newHandler() *verdict.Handler {
	verdict.TuneMemory()
	return verdict.NewHandler()
}
