// Places on 127.0.0.1 at which an exchange comes to a halt: none of them ever answers.
#pragma once

#include "net/file_descriptor.hpp"

#include <cstdint>
#include <vector>

namespace bench {

using spotify::net::FileDescriptor;

// Connections to it stay half-made: nobody takes them up and there is no room for one more.
class FullBacklog {
public:
    FullBacklog();
    std::uint16_t port() const { return port_; }
    // Until a connection of somebody else is being tried; throws CannotMeasure when none is.
    void wait_for_attempt() const;
    // Until none is any more.
    void wait_for_none() const;

private:
    std::size_t attempts() const;

    FileDescriptor listener_;
    std::uint16_t port_ = 0;
    std::vector<FileDescriptor> fillers_;
    std::size_t own_attempts_ = 0;
};

// Takes connections and the beginning of the handshake, and says nothing.
class SilentPeer {
public:
    SilentPeer();
    std::uint16_t port() const { return port_; }
    // Takes the next connection and waits for its first bytes; throws CannotMeasure when none come.
    void wait_for_hello();

private:
    FileDescriptor listener_;
    std::uint16_t port_ = 0;
    FileDescriptor taken_;
};

// A name server that only listens.
class DeafNameServer {
public:
    DeafNameServer();
    std::uint16_t port() const { return port_; }
    void wait_for_query() const; // throws CannotMeasure when none comes
    void forget_queries() const;

private:
    FileDescriptor socket_;
    std::uint16_t port_ = 0;
};

} // namespace bench
