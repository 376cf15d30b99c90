//go:build wasip1

package verdict

import "unsafe"

// The WebAssembly build is a reactor: the host calls _initialize, then allocate and answer for each request.
var (
	served *Handler
	// The request and the answer stay reachable until the next call.
	request, response []byte
)

// Serve sets the handler that answers. A program calls it when it initializes.
func Serve(handler *Handler) error {
	served = handler
	return nil
}

//go:wasmexport allocate
func allocate(size int32) unsafe.Pointer {
	request = make([]byte, max(size, 1))
	return unsafe.Pointer(unsafe.SliceData(request))
}

// answer returns the pointer to the answer in the upper 32 bits and its size in the lower 32 bits.
//
//go:wasmexport answer
func answer(_ unsafe.Pointer, size int32) uint64 {
	response = served.Line(request[:size])
	return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(response))))<<32 | uint64(uint32(len(response)))
}
