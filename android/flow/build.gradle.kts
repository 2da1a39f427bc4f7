// The screens as one pure function. Nothing of Android in here: it is tested on any JVM.
plugins {
    id("org.jetbrains.kotlin.jvm")
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    api(project(":bindings"))
}
