// A network of a sandbox's own, of which there is nothing but loopback (network_namespaces(7)). A socket belongs to the network it was
// made in, whoever uses it then: so process 1 of the sandbox makes those by which we talk with its processes, and hands them out.
#pragma once

namespace lambdalocal::sandbox {

// In process 1, before its privileges are gone. False with errno.
bool raise_loopback();

// In process 1: answers a byte on `requests` with a TCP socket, neither bound nor connected; false when nobody asks any more.
bool hand_out_socket(int requests);

}  // namespace lambdalocal::sandbox
