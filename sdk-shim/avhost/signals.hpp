// SIGTERM and SIGINT as something to poll().
#pragma once

#include "host/descriptor.hpp"

#include <csignal>

#include <sys/signalfd.h>

namespace avhost {

// Made before any thread, so that all threads block these signals.
class Signals {
public:
    Signals() {
        sigset_t set;
        ::sigemptyset(&set);
        ::sigaddset(&set, SIGTERM);
        ::sigaddset(&set, SIGINT);
        ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
        // A closed pipe is an error of write(), not the end of the process. Poco's library blocks SIGPIPE
        // when it is loaded, which comes to the same; not to depend on that.
        std::signal(SIGPIPE, SIG_IGN);
        descriptor_ = host::Descriptor{::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)};
    }
    int descriptor() const { return descriptor_.get(); }

private:
    host::Descriptor descriptor_;
};

} // namespace avhost
