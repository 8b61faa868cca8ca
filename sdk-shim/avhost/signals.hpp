// SIGTERM, SIGINT and SIGHUP as something to poll().
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
        ::sigaddset(&set, SIGHUP);
        ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
        // A closed pipe is an error of write(), not the end of the process. Poco's library blocks SIGPIPE
        // when it is loaded, which comes to the same; not to depend on that.
        std::signal(SIGPIPE, SIG_IGN);
        descriptor_ = host::Descriptor{::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)};
    }
    int descriptor() const { return descriptor_.get(); }

    // The next signal that came; 0 when there is none.
    int take() const {
        signalfd_siginfo came{};
        const auto got = ::read(descriptor_.get(), &came, sizeof came);
        return got == static_cast<ssize_t>(sizeof came) ? static_cast<int>(came.ssi_signo) : 0;
    }

private:
    host::Descriptor descriptor_;
};

} // namespace avhost
