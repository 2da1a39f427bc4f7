// An ordinary Gradle project: `:bindings` (generated code and its Kotlin layer), `:flow` (no Android), `:sdk` (the AAR), `:app`.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}
dependencyResolutionManagement {
    repositoriesMode.set(RepositoriesMode.FAIL_ON_PROJECT_REPOS)
    repositories {
        google()
        mavenCentral()
    }
}
rootProject.name = "mien-android"
include(":bindings", ":flow", ":sdk", ":app")
project(":bindings").projectDir = file("../bindings/kotlin")
