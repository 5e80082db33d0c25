// The compiled part of Boost.Asio (BOOST_ASIO_SEPARATE_COMPILATION), so that no other file has to compile it.
#include <utility>
//
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
