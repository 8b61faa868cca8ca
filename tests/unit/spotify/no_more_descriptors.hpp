// A process that has run out of file descriptors, for as long as this lives.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <stdexcept>

namespace test {

class NoMoreDescriptors {
public:
    NoMoreDescriptors() {
        const int lowest_free = ::dup(STDOUT_FILENO);
        ::close(lowest_free);
        const rlimit none{static_cast<rlim_t>(lowest_free), before_.rlim_max};
        if (lowest_free < 0 || ::setrlimit(RLIMIT_NOFILE, &none) != 0) {
            throw std::runtime_error("the limit of descriptors cannot be set");
        }
    }
    ~NoMoreDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoMoreDescriptors(const NoMoreDescriptors&) = delete;
    NoMoreDescriptors& operator=(const NoMoreDescriptors&) = delete;

private:
    static rlimit current() {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        return limit;
    }

    const rlimit before_ = current();
};

} // namespace test
